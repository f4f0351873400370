import { v7 as uuid } from 'uuid';
import { chooseOwner, parseInput } from '@tessera/subgraph';
import type { Lead } from '../../../../prisma/crm/client/client.ts';
import { newLead, type NewLead } from '../domain/lead.ts';
import { writerOf, type Scope } from './scope.ts';

/** @throws AppError BAD_USER_INPUT */
export async function createLead(scope: Scope, input: NewLead): Promise<Lead> {
  const { tenantId } = writerOf(scope);
  const values = parseInput(newLead, input);
  const data = { ...values, tenantId, id: uuid(), ownerId: await chooseOwner(scope, values.ownerId) };
  return scope.db.query((prisma) => prisma.lead.create({ data }));
}
