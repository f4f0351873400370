import { conflict } from '@tessera/errors';
import { checkTransfer, parseChanges, parseId, settleUpdate } from '@tessera/subgraph';
import type { Deal } from '../../../../prisma/crm/client/client.ts';
import { dealChanges, type DealChanges } from '../domain/deal.ts';
import { writerOf, type Scope } from './scope.ts';

/** @throws AppError BAD_USER_INPUT, NOT_FOUND; CONFLICT for a stale version or the probability of a closed deal */
export async function updateDeal(scope: Scope, dealId: string, version: number, input: DealChanges): Promise<Deal> {
  writerOf(scope);
  const id = parseId('deal', dealId);
  const changes = parseChanges(dealChanges, input);
  await checkTransfer(scope, changes.ownerId);
  // A closed deal's probability says how it ended.
  const onlyOpen = changes.probability !== undefined;
  const update = {
    where: { id, version, deletedAt: null, ...(onlyOpen && { status: 'OPEN' as const }) },
    data: { ...changes, version: { increment: 1 } },
  };
  const changed = await scope.db.query((prisma) => prisma.deal.updateManyAndReturn(update));
  return settleUpdate({ what: 'deal', changed, version, current: () => current(scope, id, onlyOpen) });
}

async function current(scope: Scope, id: string, onlyOpen: boolean): Promise<Deal | null> {
  const deal = await scope.load.deal.load(id);
  if (deal && onlyOpen && deal.status !== 'OPEN') {
    throw conflict('The deal is closed: reopen it before you change its probability.', deal.version);
  }
  return deal;
}
