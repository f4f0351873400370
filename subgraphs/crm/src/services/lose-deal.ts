import { parseInput } from '@tessera/subgraph';
import type { Deal } from '../../../../prisma/crm/client/client.ts';
import { reason as reasonText } from '../domain/deal.ts';
import { lost } from '../domain/deal-state.ts';
import { changeDealState } from './change-deal-state.ts';
import { findEndStage } from './find-stage.ts';
import type { Scope } from './scope.ts';

/** @throws AppError BAD_USER_INPUT without a reason, and as `changeDealState` */
export async function loseDeal(scope: Scope, dealId: string, version: number, reason: string): Promise<Deal> {
  const lostReason = parseInput(reasonText, reason, 'reason');
  return changeDealState(scope, dealId, version, 'lose', async (deal) =>
    lost(await findEndStage(scope, deal, 'LOST'), new Date(), lostReason),
  );
}
