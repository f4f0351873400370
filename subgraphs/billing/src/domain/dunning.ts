import { addDays } from './calendar.ts';

/** How long after each failed attempt the next one follows, in days. After the last the invoice is given up. */
export const RETRY_AFTER_DAYS = [1, 3, 5, 7] as const;

/** Payers without a payment method have this long before the first attempt, which then fails for want of one. */
export const DAYS_TO_PAY = 14;

/** What becomes of a subscription whose invoice was given up: the plan's policy. */
export const DUNNING_ENDS = ['CANCEL', 'KEEP'] as const;
export type DunningEnd = (typeof DUNNING_ENDS)[number];

/** What follows on a failed attempt: another one, or the end. */
export type AfterFailure = { readonly retryAt: Date } | 'GIVE_UP';

/** @param attempts how many there have been, the one that has just failed included */
export function afterFailure(attempts: number, failedAt: Date): AfterFailure {
  const days = RETRY_AFTER_DAYS[attempts - 1];
  return days === undefined ? 'GIVE_UP' : { retryAt: addDays(failedAt, days) };
}

/** Only the first failure of an invoice is told: the retries follow by themselves. */
export function isToldOf(attempts: number): boolean {
  return attempts === 1;
}
