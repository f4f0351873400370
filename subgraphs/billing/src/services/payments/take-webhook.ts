import { notFound } from '@tessera/errors';
import type { Clock } from '../clock.ts';
import type { Db } from '../scope.ts';
import type { PaymentEvent } from './provider.ts';
import { settlePayments } from './settle-payments.ts';

/** What became of an event. */
export type Taken = 'applied' | 'repeated' | 'overtaken';

/**
 * Takes in one event of a provider, with all its effects, in one transaction. An event that was taken before has none; one
 * that comes after news that stands is kept on record and changes nothing.
 * @param db with the platform's role: a webhook says by itself whose payment it is of
 * @throws AppError NOT_FOUND for a payment that is not known (yet): the provider sends it again
 */
export async function takeWebhook(db: Db, clock: Clock, provider: string, event: PaymentEvent): Promise<Taken> {
  const now = clock.now();
  const { id, type, paymentId, tenantId, occurredAt, ref, failureCode } = event;
  const status = type === 'payment.succeeded' ? 'SUCCEEDED' : 'FAILED';
  return db.transaction(
    async (tx) => {
      const payment = await tx.payment.findUnique({ where: { tenantId_id: { tenantId, id: paymentId } } });
      if (payment?.provider !== provider) throw notFound('payment');
      const moved = await settlePayments(tx, [{ tenantId, paymentId, status, ref, failureCode }], now);
      const applied = moved.length > 0;
      // Last, so that of two deliveries at once the second meets the payment as the first has left it.
      const written = await tx.$executeRaw`
        INSERT INTO webhook_events (provider, event_id, type, payment_id, occurred_at, received_at, applied)
        VALUES (${provider}, ${id}, ${type}, ${paymentId}::uuid, ${occurredAt.toISOString()}::timestamptz,
          ${now.toISOString()}::timestamptz, ${applied})
        ON CONFLICT (provider, event_id) DO NOTHING`;
      if (applied) return 'applied';
      return written === 0 ? 'repeated' : 'overtaken';
    },
    { retry: 3 },
  );
}
