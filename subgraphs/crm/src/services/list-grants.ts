import type { Connection } from '@tessera/subgraph';
import type { RecordGrant } from '../../../../prisma/crm/client/client.ts';
import { isUuid } from '../domain/ids.ts';
import { ENTITY_OF, grantFilter, type RecordType } from '../domain/record-type.ts';
import { grants, type GrantOrderField } from '../loaders/sources/grants.ts';
import { readListRequest, type ListRequest } from './list-request.ts';
import type { Scope } from './scope.ts';

const NEWEST_FIRST = { field: 'CREATED_AT', direction: 'DESC' } as const;

/** The grants on one record that the caller may see. @throws AppError BAD_USER_INPUT */
export async function listGrants(
  { load }: Scope,
  type: RecordType,
  recordId: string,
  request: ListRequest<GrantOrderField>,
): Promise<Connection<RecordGrant>> {
  const args = readListRequest(request, grantFilter, NEWEST_FIRST);
  const ofRecord = { entity: ENTITY_OF[type], recordId: isUuid(recordId) ? recordId : null };
  return load.lists.page(grants, 'grants', { ...args, filter: { ...args.filter, ...ofRecord } });
}
