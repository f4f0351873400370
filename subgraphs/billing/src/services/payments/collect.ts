import type { Db } from '../scope.ts';
import type { BegunCharge } from './begin-charges.ts';
import type { ChargeOutcome, PaymentProvider } from './provider.ts';
import { settlePayments, type PaymentNews } from './settle-payments.ts';

/** How many charges are under way at the provider at once. */
const AT_ONCE = 16;

/** A provider that has told no outcome is asked again after this long: its webhook may have been lost. */
const ASK_AGAIN_MS = 6 * 3600 * 1000;

interface Outcome extends ChargeOutcome {
  readonly charge: BegunCharge;
}

/**
 * Asks the provider for payments that were begun, and takes in what it answers. What it does not answer stays as it is,
 * until whoever takes it over asks again.
 */
export async function collect(
  db: Db,
  provider: PaymentProvider,
  charges: readonly BegunCharge[],
  now: Date,
  onError: (error: unknown) => void,
): Promise<void> {
  const outcomes = await askAll(provider, charges, onError);
  const news = outcomes.flatMap(({ charge: { tenantId, id: paymentId }, status, ref, failureCode }): PaymentNews[] => {
    return status === 'PENDING' ? [] : [{ tenantId, paymentId, status, ref, failureCode }];
  });
  if (news.length > 0) {
    await db.transaction((tx) => settlePayments(tx, news, now), { timeoutMs: 60_000, retry: 3 });
  }
  const pending = outcomes.filter(({ status }) => status === 'PENDING');
  const askAgainAt = new Date(now.getTime() + ASK_AGAIN_MS);
  for (const { charge, ref } of pending) {
    const where = { tenantId: charge.tenantId, id: charge.id, status: 'PENDING' } as const;
    await db.query((prisma) => prisma.payment.updateMany({ where, data: { providerRef: ref, leaseUntil: askAgainAt } }));
  }
}

async function askAll(
  provider: PaymentProvider,
  charges: readonly BegunCharge[],
  onError: (error: unknown) => void,
): Promise<Outcome[]> {
  const waiting = [...charges];
  const outcomes: Outcome[] = [];
  const worker = async () => {
    for (let charge = waiting.shift(); charge; charge = waiting.shift()) {
      try {
        outcomes.push({ charge, ...(await ask(provider, charge)) });
      } catch (error) {
        onError(error);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return outcomes;
}

async function ask(provider: PaymentProvider, { id, method, ...charge }: BegunCharge): Promise<ChargeOutcome> {
  if (method === null) return { status: 'FAILED', ref: null, failureCode: 'no_payment_method' };
  return provider.charge({ ...charge, key: id, method });
}
