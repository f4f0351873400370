import { v7 } from 'uuid';
import { EMPTY_CHAIN, extendChain, GENESIS_HASH, type AuditLink, type ChainHead } from '../../domain/audit-chain.ts';
import type { LogEvent } from '../../domain/log-event.ts';
import type { Transaction } from '../scope.ts';

/**
 * Adds events to the audit trail, each to its tenant's chain, within the caller's transaction. What stands there already
 * (a log is read again from its start after a rebuild or a restore) is left out.
 */
export async function appendAudit(tx: Transaction, service: string, events: readonly LogEvent[]): Promise<void> {
  const fresh = await withoutKnown(tx, service, events);
  if (fresh.length === 0) return;
  const byTenant = Map.groupBy(fresh, (event) => event.tenantId);
  const heads = await lockHeads(tx, [...byTenant.keys()].sort());
  const links: AuditLink[] = [];
  const ends: ({ tenantId: string } & ChainHead)[] = [];
  for (const [tenantId, added] of byTenant) {
    const extended = extendChain(heads.get(tenantId) ?? EMPTY_CHAIN, service, added, v7);
    links.push(...extended.links);
    ends.push({ tenantId, ...extended.head });
  }
  await insertLinks(tx, links);
  await moveHeads(tx, ends);
}

async function withoutKnown(tx: Transaction, service: string, events: readonly LogEvent[]): Promise<LogEvent[]> {
  const asked = events.map(({ tenantId, sourceId, recordedAt }) => ({ tenantId, sourceId, recordedAt }));
  const known = await tx.$queryRaw<{ source_id: string; recorded_at: Date }[]>`
    SELECT a.source_id::text, a.recorded_at
    FROM jsonb_to_recordset(${JSON.stringify(asked)}::jsonb)
      AS asked ("tenantId" uuid, "sourceId" bigint, "recordedAt" timestamptz)
    JOIN audit_log a ON a.tenant_id = asked."tenantId" AND a.service = ${service}
      AND a.source_id = asked."sourceId" AND a.recorded_at = asked."recordedAt"`;
  const keys = new Set(known.map((row) => `${row.source_id}|${row.recorded_at.getTime()}`));
  return events.filter((event) => !keys.has(`${event.sourceId}|${event.recordedAt.getTime()}`));
}

/** In the order of the ids, so that followers which extend the same chains at once cannot lock each other out. */
async function lockHeads(tx: Transaction, tenantIds: readonly string[]): Promise<Map<string, ChainHead>> {
  await tx.$executeRaw`
    INSERT INTO audit_chains (tenant_id, sequence, hash)
    SELECT id, 0, ${GENESIS_HASH} FROM unnest(${tenantIds}::uuid[]) AS id ORDER BY id
    ON CONFLICT DO NOTHING`;
  const heads = await tx.$queryRaw<{ tenant_id: string; sequence: bigint; hash: string }[]>`
    SELECT tenant_id, sequence, hash FROM audit_chains
    WHERE tenant_id = ANY (${tenantIds}::uuid[]) ORDER BY tenant_id FOR UPDATE`;
  return new Map(heads.map(({ tenant_id, sequence, hash }) => [tenant_id, { sequence, hash }]));
}

async function insertLinks(tx: Transaction, links: readonly AuditLink[]): Promise<void> {
  const rows = links.map((link) => ({ ...link, sequence: link.sequence.toString() }));
  await tx.$executeRaw`
    INSERT INTO audit_log (tenant_id, id, sequence, service, source_id, entity, entity_id, operation, actor_id,
      act_reason, request_id, recorded_at, before, after, previous_hash, hash)
    SELECT "tenantId", id, sequence, service, "sourceId", entity, "entityId", operation, "actorId",
      "actReason", "requestId", "recordedAt", NULLIF(before, 'null'), NULLIF(after, 'null'), "previousHash", hash
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS link (
      "tenantId" uuid, id uuid, sequence bigint, service text, "sourceId" bigint, entity text, "entityId" text,
      operation text, "actorId" uuid, "actReason" text, "requestId" text, "recordedAt" timestamptz, before jsonb,
      after jsonb, "previousHash" text, hash text)`;
}

async function moveHeads(tx: Transaction, ends: readonly ({ tenantId: string } & ChainHead)[]): Promise<void> {
  const rows = ends.map((end) => ({ ...end, sequence: end.sequence.toString() }));
  await tx.$executeRaw`
    UPDATE audit_chains c SET sequence = moved.sequence, hash = moved.hash
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS moved ("tenantId" uuid, sequence bigint, hash text)
    WHERE c.tenant_id = moved."tenantId"`;
}
