import type { Connection } from '@tessera/subgraph';
import type { Lead } from '../../../../prisma/crm/client/client.ts';
import { leadFilter } from '../domain/lead.ts';
import { leads, type LeadOrderField } from '../loaders/sources/leads.ts';
import { readListRequest, type ListRequest } from './list-request.ts';
import type { Scope } from './scope.ts';

const NEWEST_FIRST = { field: 'CREATED_AT', direction: 'DESC' } as const;

/** The leads that the caller may see. @throws AppError BAD_USER_INPUT */
export async function listLeads({ load }: Scope, request: ListRequest<LeadOrderField>): Promise<Connection<Lead>> {
  return load.lists.page(leads, 'leads', readListRequest(request, leadFilter, NEWEST_FIRST));
}
