import { parseInput } from '@tessera/subgraph';
import type { Deal } from '../../../../prisma/crm/client/client.ts';
import { reason as reasonText } from '../domain/deal.ts';
import { won } from '../domain/deal-state.ts';
import { changeDealState } from './change-deal-state.ts';
import { findEndStage } from './find-stage.ts';
import type { Scope } from './scope.ts';

/** @throws AppError BAD_USER_INPUT, and as `changeDealState` */
export async function winDeal(scope: Scope, dealId: string, version: number, reason?: string | null): Promise<Deal> {
  const wonReason = parseInput(reasonText.nullish(), reason, 'reason') ?? null;
  return changeDealState(scope, dealId, version, 'win', async (deal) =>
    won(await findEndStage(scope, deal, 'WON'), new Date(), wonReason),
  );
}
