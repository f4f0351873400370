import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { badInput } from '@tessera/errors';
import { z } from 'zod';
import type { ChargeOutcome, ChargeRequest, PaymentEvent, PaymentProvider } from './provider.ts';
import { checkSignature, SIGNATURE_HEADER, signWebhook } from './webhook-signature.ts';

export interface TestProviderOptions {
  readonly key: Buffer;
  /** Where its webhooks go; the path is WEBHOOK_PATH. */
  readonly deliverTo: string;
  readonly onError: (error: unknown) => void;
}

export const WEBHOOK_PATH = '/webhooks/payments/test';

const METHOD = /^test_(ok|declined|later|fails_[1-9])$/;

const event = z.object({
  id: z.string().min(1).max(200),
  type: z.enum(['payment.succeeded', 'payment.failed']),
  paymentId: z.guid(),
  tenantId: z.guid(),
  occurredAt: z.iso.datetime().transform((text) => new Date(text)),
  ref: z.string().max(200).nullable().default(null),
  failureCode: z.string().max(100).nullable().default(null),
});

/**
 * The payment service that comes with billing, for development, demos and tests. It moves no money: what becomes of a
 * charge is written in the payment method. As its answer follows from the request alone, asking twice charges once.
 *
 * | method | outcome |
 * |---|---|
 * | `test_ok` | succeeds at once |
 * | `test_declined` | fails at once |
 * | `test_fails_2` | the first two attempts for an invoice fail, the third succeeds |
 * | `test_later` | is pending, and succeeds by webhook: delivered twice, after a failure that was overtaken |
 */
export function createTestProvider({ key, deliverTo, onError }: TestProviderOptions): PaymentProvider {
  return {
    name: 'test',
    accepts: (method) => METHOD.test(method),
    async charge(request) {
      const outcome = outcomeOf(request);
      if (outcome.status === 'PENDING') void deliverAll(request).catch(onError);
      return outcome;
    },
    readWebhook(body, signature) {
      checkSignature(key, body, signature);
      return readEvent(body);
    },
  };

  /** As real providers do at their worst: the last word first, then again, and then what it has overtaken. */
  async function deliverAll({ key: paymentId, tenantId }: ChargeRequest): Promise<void> {
    const at = new Date();
    const facts = { paymentId, tenantId, ref: refOf(paymentId), failureCode: null };
    const succeeded = { ...facts, id: `evt_${paymentId}_2`, type: 'payment.succeeded', occurredAt: at } as const;
    const failed = { ...facts, id: `evt_${paymentId}_1`, type: 'payment.failed', failureCode: 'try_again', occurredAt: new Date(at.getTime() - 1_000) } as const;
    // Whoever asked has to have noted the payment as begun; the answer to the charge itself may well come later.
    for (const each of [succeeded, succeeded, failed]) {
      await delay(DELIVER_AFTER_MS);
      await deliver(each);
    }
  }

  async function deliver(told: PaymentEvent): Promise<void> {
    const body = Buffer.from(JSON.stringify(told));
    const headers = { 'content-type': 'application/json', [SIGNATURE_HEADER]: signWebhook(key, body) };
    const response = await fetch(`${deliverTo}${WEBHOOK_PATH}`, { method: 'POST', headers, body });
    if (!response.ok) throw new Error(`${WEBHOOK_PATH} answered ${response.status}.`);
  }
}

const DELIVER_AFTER_MS = 100;

function outcomeOf({ key, method, attempt }: ChargeRequest): ChargeOutcome {
  const ref = refOf(key);
  const [, kind = 'declined'] = METHOD.exec(method) ?? [];
  if (kind === 'later') return { status: 'PENDING', ref, failureCode: null };
  const fails = kind === 'declined' || attempt <= Number(kind.match(/\d$/)?.[0] ?? 0);
  return fails ? { status: 'FAILED', ref, failureCode: 'card_declined' } : { status: 'SUCCEEDED', ref, failureCode: null };
}

/** The provider's own name of a charge. */
function refOf(key: string): string {
  return `ch_${createHash('sha256').update(key).digest('hex').slice(0, 24)}`;
}

function readEvent(body: Buffer): PaymentEvent {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw badInput('body', 'The webhook is not JSON.');
  }
  const parsed = event.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw badInput(`body.${issue?.path.join('.') ?? ''}`, `The webhook is no event of a payment: ${issue?.message ?? 'it cannot be read'}`);
}
