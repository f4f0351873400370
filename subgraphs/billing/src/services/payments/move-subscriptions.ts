import { asRows } from '../rows.ts';
import type { Transaction } from '../scope.ts';
import type { Moved } from './settle-payments.ts';

/** What payments mean to subscriptions: one is behind while one of its open invoices has failed to be paid. */
export async function moveSubscriptions(tx: Transaction, moved: readonly Moved[], now: Date): Promise<void> {
  const of = (what: string) =>
    moved.flatMap(({ known: { tenantId, subscriptionId: id }, settlement }) => {
      return id && settlement.subscription === what ? [{ tenantId, id }] : [];
    });
  await recover(tx, of('RECOVERS'), now);
  await fallBehind(tx, of('FALLS_BEHIND'), now);
  await end(tx, of('ENDS'), now);
}

interface SubscriptionKey {
  readonly tenantId: string;
  readonly id: string;
}

/** Makes the subscriptions ACTIVE again that were behind and no longer are. */
export async function recover(tx: Transaction, keys: readonly SubscriptionKey[], now: Date): Promise<void> {
  if (keys.length === 0) return;
  await tx.$executeRaw`
    UPDATE subscriptions s SET status = 'ACTIVE', version = s.version + 1, updated_at = ${now.toISOString()}::timestamptz
    FROM jsonb_to_recordset(${asRows(keys)}::jsonb) AS k ("tenantId" uuid, id uuid)
    WHERE s.tenant_id = k."tenantId" AND s.id = k.id AND s.status = 'PAST_DUE' AND NOT EXISTS (
      SELECT FROM invoices i WHERE i.tenant_id = s.tenant_id AND i.subscription_id = s.id
        AND i.status = 'OPEN' AND i.attempt_count > 0)`;
}

async function fallBehind(tx: Transaction, keys: readonly SubscriptionKey[], now: Date): Promise<void> {
  if (keys.length === 0) return;
  await tx.$executeRaw`
    UPDATE subscriptions s SET status = 'PAST_DUE', version = s.version + 1, updated_at = ${now.toISOString()}::timestamptz
    FROM jsonb_to_recordset(${asRows(keys)}::jsonb) AS k ("tenantId" uuid, id uuid)
    WHERE s.tenant_id = k."tenantId" AND s.id = k.id AND s.status = 'ACTIVE'`;
}

async function end(tx: Transaction, keys: readonly SubscriptionKey[], now: Date): Promise<void> {
  if (keys.length === 0) return;
  const at = now.toISOString();
  await tx.$executeRaw`
    UPDATE subscriptions s SET status = 'CANCELLED', cancelled_at = ${at}::timestamptz, paused_at = NULL,
      next_action_at = NULL, version = s.version + 1, updated_at = ${at}::timestamptz
    FROM jsonb_to_recordset(${asRows(keys)}::jsonb) AS k ("tenantId" uuid, id uuid)
    WHERE s.tenant_id = k."tenantId" AND s.id = k.id AND s.status <> 'CANCELLED'`;
}
