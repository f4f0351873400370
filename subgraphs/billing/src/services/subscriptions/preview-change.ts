import { conflict, notFound } from '@tessera/errors';
import { settleWithBalance, type DraftLine } from '../../domain/invoice-draft.ts';
import { SUBSCRIPTION_STATUSES } from '../../domain/subscription-state.ts';
import type { Subscription } from '../../../../../prisma/billing/client/client.ts';
import type { Scope } from '../scope.ts';
import { readBalance } from './read-balance.ts';
import { reckonChange } from './plan-change.ts';

export interface ChangePreview {
  readonly at: Date;
  readonly currency: string;
  readonly lines: readonly DraftLine[];
  readonly amountMinor: bigint;
  readonly creditMinor: bigint;
}

/** What a change would cost. @throws AppError NOT_FOUND, BAD_USER_INPUT, CONFLICT for a subscription that does not run */
export async function previewChange(scope: Scope, subscriptionId: string, input: object): Promise<ChangePreview> {
  const current = await scope.load.subscription.load(subscriptionId);
  if (!current) throw notFound('subscription');
  requireRunning(current);
  const { at, lines } = await scope.db.query((prisma) => reckonChange(scope, prisma, current, input));
  const balance = await readBalance(scope, current);
  const settled = settleWithBalance(lines, lines.length > 0 ? balance : 0n);
  const creditMinor = lines.length > 0 ? settled.balanceMinor : balance;
  return { at, currency: current.currency, lines: settled.lines, amountMinor: settled.totalMinor, creditMinor };
}

/** @throws AppError CONFLICT for a subscription that is paused or has ended */
export function requireRunning({ status }: Pick<Subscription, 'status'>): void {
  const running: readonly string[] = SUBSCRIPTION_STATUSES.slice(0, 3);
  if (running.includes(status)) return;
  throw conflict(status === 'PAUSED' ? 'The subscription is paused. Resume it first.' : 'The subscription has ended. Subscribe again.');
}
