import { conflict } from '@tessera/errors';
import { checkTransfer, parseChanges, parseId, settleUpdate } from '@tessera/subgraph';
import type { Lead } from '../../../../prisma/crm/client/client.ts';
import { leadChanges, type LeadChanges } from '../domain/lead.ts';
import { writerOf, type Scope } from './scope.ts';

/** @throws AppError BAD_USER_INPUT, NOT_FOUND; CONFLICT for a stale version or a lead that was converted */
export async function updateLead(scope: Scope, leadId: string, version: number, input: LeadChanges): Promise<Lead> {
  writerOf(scope);
  const id = parseId('lead', leadId);
  const changes = parseChanges(leadChanges, input);
  await checkTransfer(scope, changes.ownerId);
  const update = {
    where: { id, version, deletedAt: null, status: { not: 'CONVERTED' as const } },
    data: { ...changes, version: { increment: 1 } },
  };
  const changed = await scope.db.query((prisma) => prisma.lead.updateManyAndReturn(update));
  return settleUpdate({ what: 'lead', changed, version, current: () => unconverted(scope, id) });
}

async function unconverted(scope: Scope, id: string): Promise<Lead | null> {
  const lead = await scope.load.lead.load(id);
  if (lead?.status === 'CONVERTED') throw conflict('The lead has been converted: change its customer.', lead.version);
  return lead;
}
