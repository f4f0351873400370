import type { Deal } from '../../../../prisma/crm/client/client.ts';
import { openIn } from '../domain/deal-state.ts';
import { changeDealState } from './change-deal-state.ts';
import { findOpenStage } from './find-stage.ts';
import type { Scope } from './scope.ts';

/** @throws AppError as `changeDealState` and `findOpenStage` */
export function moveDeal(scope: Scope, dealId: string, version: number, stageId: string): Promise<Deal> {
  return changeDealState(scope, dealId, version, 'move', async (deal) =>
    openIn(await findOpenStage(scope, deal, stageId)),
  );
}
