/** Money that is to be collected. */
export interface ChargeRequest {
  /** The payment's id. The same key is the same charge, however often it is asked for. */
  readonly key: string;
  readonly tenantId: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  /** What the provider knows the payer's card or account by. */
  readonly method: string;
  /** The how-manieth attempt for one invoice this is. */
  readonly attempt: number;
}

/** What a provider answers, or tells later by a webhook. */
export interface ChargeOutcome {
  readonly status: 'PENDING' | 'FAILED' | 'SUCCEEDED';
  /** The provider's own name of the charge. */
  readonly ref: string | null;
  /** For example `card_declined`; null unless it failed. */
  readonly failureCode: string | null;
}

/** News of a charge, as a provider's webhook brings it. */
export interface PaymentEvent {
  /** The provider's id of the event: a repeated delivery has the same. */
  readonly id: string;
  readonly type: 'payment.succeeded' | 'payment.failed';
  /** The key of the charge. */
  readonly paymentId: string;
  readonly tenantId: string;
  readonly occurredAt: Date;
  readonly ref: string | null;
  readonly failureCode: string | null;
}

/** What a payment service has to do for billing. */
export interface PaymentProvider {
  readonly name: string;
  /** Whether the provider could know such a method at all. */
  accepts(method: string): boolean;
  /** Idempotent by `key`. @throws when the provider cannot be reached: the charge is asked for again later */
  charge(request: ChargeRequest): Promise<ChargeOutcome>;
  /**
   * Reads a webhook.
   * @param signature the header `tessera-signature`
   * @throws AppError UNAUTHENTICATED for a signature that is wrong or old, BAD_USER_INPUT for a body that is no event
   */
  readWebhook(body: Buffer, signature: string | undefined): PaymentEvent;
}
