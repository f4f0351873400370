/** Where a subscription stands. */
export const SUBSCRIPTION_STATUSES = ['TRIALING', 'ACTIVE', 'PAST_DUE', 'PAUSED', 'CANCELLED'] as const;
export type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number];

/** What can happen to a subscription. */
export type SubscriptionEvent =
  | 'TRIAL_ENDS' | 'PAYMENT_FAILS' | 'PAYMENT_RECOVERS' | 'IS_PAUSED' | 'IS_RESUMED' | 'IS_CANCELLED';

const NEXT: Readonly<Record<SubscriptionStatus, Partial<Record<SubscriptionEvent, SubscriptionStatus>>>> = {
  TRIALING: { TRIAL_ENDS: 'ACTIVE', IS_CANCELLED: 'CANCELLED' },
  ACTIVE: { PAYMENT_FAILS: 'PAST_DUE', IS_PAUSED: 'PAUSED', IS_CANCELLED: 'CANCELLED' },
  PAST_DUE: { PAYMENT_RECOVERS: 'ACTIVE', IS_CANCELLED: 'CANCELLED' },
  PAUSED: { IS_RESUMED: 'ACTIVE', IS_CANCELLED: 'CANCELLED' },
  CANCELLED: {},
};

/** What a subscription becomes; null when that cannot happen to it. */
export function nextStatus(status: SubscriptionStatus, event: SubscriptionEvent): SubscriptionStatus | null {
  return NEXT[status][event] ?? null;
}

/** Whether the plan's features and limits hold. While a payment is being chased they do: that is what it is chased for. */
export function isEntitled(status: SubscriptionStatus): boolean {
  return status === 'TRIALING' || status === 'ACTIVE' || status === 'PAST_DUE';
}
