import type { Pool } from 'pg';

/** A place in the log. A position of another epoch is worthless: a restore resets transaction ids. */
export interface LogPosition {
  readonly epoch: string;
  /** Transaction id (xid8), decimal. */
  readonly transaction: string;
  /** The event's own id, decimal. */
  readonly id: string;
}

/** One change of one row, in the shape of tessera.v1.Event: what there is not, is an empty string. */
export interface LoggedEvent {
  position: LogPosition;
  tenantId: string;
  entity: string;
  entityId: string;
  operation: string;
  actorId: string;
  actReason: string;
  requestId: string;
  /** ISO 8601, UTC. */
  recordedAt: string;
  /** The announced columns as a JSON object. */
  beforeJson: string;
  afterJson: string;
}

export interface LogTail {
  epoch: string;
  events: LoggedEvent[];
  /** Events that stand behind the last one given, as far as 10,000: a larger number costs the reader too much. */
  lagEvents: number;
  /** The database's clock when this was true, ISO 8601, UTC. */
  asOf: string;
}

const LAG_COUNTED_TO = 10_000;

/**
 * Identifiers commit out of order, so only what lies below the oldest running transaction is given: nothing can appear
 * there any more. One statement, so that events, lag and epoch are of one snapshot.
 */
const READ = {
  name: 'tessera_tail',
  text: `
    SELECT epoch.value AS epoch, clock_timestamp() AS as_of, e.*, (
      SELECT count(*)::int FROM (
        SELECT FROM tessera.event_log WHERE (xid, id) > ($1::xid8, $2::bigint) LIMIT $3 + ${LAG_COUNTED_TO}
      ) AS unread
    ) AS unread
    FROM tessera.epoch LEFT JOIN LATERAL (
      SELECT xid, id, tenant_id, entity, entity_id, operation, actor_id, act_reason, request_id,
        recorded_at, before::text AS before, after::text AS after
      FROM tessera.event_log
      WHERE (xid, id) > ($1::xid8, $2::bigint) AND xid < pg_snapshot_xmin(pg_current_snapshot())
        AND ($4::uuid IS NULL OR $4::uuid = epoch.value)
      ORDER BY xid, id LIMIT $3
    ) AS e ON true
    ORDER BY e.xid, e.id`,
};

interface Row {
  epoch: string;
  as_of: Date;
  unread: number;
  xid: string | null;
  id: string;
  tenant_id: string | null;
  entity: string;
  entity_id: string;
  operation: string;
  actor_id: string | null;
  act_reason: string | null;
  request_id: string | null;
  recorded_at: Date;
  before: string | null;
  after: string | null;
}

/** What can be read now, at most `limit` events after `after`. */
export async function readLog(pool: Pool, after: LogPosition | undefined, limit: number): Promise<LogTail> {
  const position = [after?.transaction ?? '0', after?.id ?? '0', limit, after?.epoch ?? null];
  const { rows } = await pool.query<Row>({ ...READ, values: position });
  const [first] = rows;
  if (!first) throw new Error('tessera.epoch is empty: the foundation was not laid in this database.');
  if (after && after.epoch !== first.epoch) return { ...(await readLog(pool, undefined, limit)), events: [] };
  const events = first.xid === null ? [] : rows.map(eventOf);
  return { epoch: first.epoch, events, lagEvents: lagOf(first.unread, events.length), asOf: first.as_of.toISOString() };
}

function lagOf(unread: number, given: number): number {
  return Math.min(unread - given, LAG_COUNTED_TO);
}

function eventOf(row: Row): LoggedEvent {
  return {
    position: { epoch: row.epoch, transaction: row.xid ?? '', id: row.id },
    tenantId: row.tenant_id ?? '',
    entity: row.entity,
    entityId: row.entity_id,
    operation: row.operation,
    actorId: row.actor_id ?? '',
    actReason: row.act_reason ?? '',
    requestId: row.request_id ?? '',
    recordedAt: row.recorded_at.toISOString(),
    beforeJson: row.before ?? '',
    afterJson: row.after ?? '',
  };
}
