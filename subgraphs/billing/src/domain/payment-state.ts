/** Where a payment stands. */
export const PAYMENT_STATUSES = ['PENDING', 'FAILED', 'SUCCEEDED'] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/**
 * Whether news of a payment changes what is known of it. A provider's events come late, twice and in any order; what
 * came first is kept, but for success: money that did come is there, whatever was said before or after.
 */
export function isNews(known: PaymentStatus, told: PaymentStatus): boolean {
  return PAYMENT_STATUSES.indexOf(told) > PAYMENT_STATUSES.indexOf(known);
}
