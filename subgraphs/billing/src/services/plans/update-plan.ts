import { parseChanges, parseId, settleUpdate } from '@tessera/subgraph';
import type { Plan, Prisma } from '../../../../../prisma/billing/client/client.ts';
import { limitsByName, planChanges } from '../../domain/plan.ts';
import type { Scope } from '../scope.ts';

/** Changes what a plan is called and gives. @throws AppError BAD_USER_INPUT, NOT_FOUND, CONFLICT */
export async function updatePlan(scope: Scope, planId: string, version: number, input: object): Promise<Plan> {
  const { limits, ...changes } = parseChanges(planChanges, input);
  return changePlan(scope, planId, version, { ...changes, ...(limits && { limits: limitsByName(limits) }) });
}

/** Takes a plan off the catalogue. @throws AppError NOT_FOUND, CONFLICT */
export async function archivePlan(scope: Scope, planId: string, version: number): Promise<Plan> {
  return changePlan(scope, planId, version, { archivedAt: scope.background.clock.now() });
}

async function changePlan(
  { platform, load }: Scope,
  planId: string,
  version: number,
  data: Prisma.PlanUpdateManyMutationInput,
): Promise<Plan> {
  const id = parseId('plan', planId);
  const change = { where: { id, version }, data: { ...data, version: { increment: 1 } } };
  const changed = await platform.query((prisma) => prisma.plan.updateManyAndReturn(change));
  return settleUpdate({ what: 'plan', changed, version, current: () => load.plan.load(id) });
}
