import { conflict, notFound } from '@tessera/errors';
import { parseId, settleUpdate, stale } from '@tessera/subgraph';
import type { Deal } from '../../../../prisma/crm/client/client.ts';
import { refusalOf, type DealState, type Transition } from '../domain/deal-state.ts';
import { writerOf, type Scope } from './scope.ts';

/**
 * Takes a deal to another state, if its own allows it. Between reading and writing the version stands guard.
 * @param next finds the state that the transition leads to
 * @throws AppError NOT_FOUND; CONFLICT for a stale version or a state that does not allow the transition
 */
export async function changeDealState(
  scope: Scope,
  dealId: string,
  version: number,
  transition: Transition,
  next: (deal: Deal) => Promise<DealState>,
): Promise<Deal> {
  writerOf(scope);
  const id = parseId('deal', dealId);
  const deal = await scope.load.deal.load(id);
  if (!deal) throw notFound('deal');
  if (deal.version !== version) throw stale('deal', deal.version);
  const refusal = refusalOf(transition, deal.status);
  if (refusal) throw conflict(refusal, deal.version);

  const update = {
    where: { id, version, deletedAt: null },
    data: { ...(await next(deal)), version: { increment: 1 } },
  };
  const changed = await scope.db.query((prisma) => prisma.deal.updateManyAndReturn(update));
  return settleUpdate({ what: 'deal', changed, version, current: () => scope.load.deal.load(id) });
}
