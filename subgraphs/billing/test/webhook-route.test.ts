import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSubgraph, type TestSubgraph } from '@tessera/testkit';
import { v7 } from 'uuid';
import { signWebhook, webhookKey } from '../src/services/payments/webhook-signature.ts';

let billing: TestSubgraph;
let key: Buffer;
beforeAll(async () => {
  billing = await startTestSubgraph('billing');
  key = webhookKey(billing.keyring.encryption);
});
afterAll(() => billing.stop());

const body = (changes: object = {}) =>
  Buffer.from(JSON.stringify({ id: v7(), type: 'payment.succeeded', paymentId: v7(), tenantId: v7(), occurredAt: new Date().toISOString(), ...changes }));

async function post(content: Buffer, signature?: string): Promise<number> {
  const headers = { 'content-type': 'application/json', ...(signature !== undefined && { 'tessera-signature': signature }) };
  return (await fetch(`${billing.origin}/webhooks/payments/test`, { method: 'POST', headers, body: new Uint8Array(content) })).status;
}

/** Something that can be settled: an open payment of a demo tenant's. */
async function pendingPayment(): Promise<{ tenantId: string; paymentId: string }> {
  const [invoice] = await billing.database.sql<{ tenant_id: string; id: string }>("SELECT tenant_id, id FROM invoices WHERE status = 'OPEN' LIMIT 1");
  const paymentId = v7();
  await billing.database.sql(
    `INSERT INTO payments (tenant_id, id, invoice_id, attempt, status, currency, amount_minor, provider, created_at)
     VALUES ($1, $2, $3, 1, 'PENDING', 'EUR', 100, 'test', now())`,
    [invoice!.tenant_id, paymentId, invoice!.id],
  );
  return { tenantId: invoice!.tenant_id, paymentId };
}

describe('the door for webhooks', () => {
  it('takes in what the provider has signed', async () => {
    const content = body(await pendingPayment());
    expect(await post(content, signWebhook(key, content))).toBe(200);
    expect(await post(content, signWebhook(key, content))).toBe(200);
    const [event] = await billing.database.sql('SELECT count(*)::int AS events FROM webhook_events');
    expect(event).toEqual({ events: 1 });
  });

  it('asks for a payment that is not known to be sent again', async () => {
    const content = body();
    expect(await post(content, signWebhook(key, content))).toBe(404);
  });

  const content = body();
  const hour = new Date(Date.now() - 3_600_000);
  it.each([
    ['nothing', () => undefined],
    ['nonsense', () => 't=1,v1=00'],
    ['another key', () => signWebhook(Buffer.alloc(32), content)],
    ['a signature of something else', () => signWebhook(key, body())],
    ['a signature of an hour ago', () => signWebhook(key, content, hour)],
    ['an old signature with a new time', () => signWebhook(key, content, hour).replace(/t=\d+/, `t=${Math.floor(Date.now() / 1000)}`)],
  ])('refuses what is signed with %s', async (_what, sign) => {
    expect(await post(content, sign())).toBe(401);
  });

  it.each([['no JSON', Buffer.from('{')], ['no event', Buffer.from('{"id":"x"}')], ['an event of another kind', body({ type: 'payment.guessed' })]])(
    'refuses %s', async (_what, wrong) => expect(await post(wrong, signWebhook(key, wrong))).toBe(400),
  );
});
