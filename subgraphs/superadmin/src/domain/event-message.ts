import { tenantOrNull } from './platform-tenant.ts';
import type { LogEvent } from './log-event.ts';

/** One event as it is published. */
export interface EventMessage {
  /** The same whenever the event is published again. */
  readonly id: string;
  /** e.g. `tessera.events.crm.customer.insert` */
  readonly subject: string;
  /** Null for a row of no tenant. */
  readonly tenantId: string | null;
  /** JSON. */
  readonly body: string;
  /** For a broker that refuses the body as too large: without the columns. */
  readonly bodyWithoutColumns: string;
}

/** Where an event stands in its service's log. */
export interface LogPlace {
  readonly service: string;
  readonly epoch: string;
  readonly transaction: string;
}

/** The announced columns as the log wrote them, JSON; empty where there are none. */
export interface WrittenColumns {
  readonly beforeJson: string;
  readonly afterJson: string;
}

/** How an event is told to whoever consumes the stream; `prefix` is e.g. `tessera.events`. */
export function eventMessage(prefix: string, place: LogPlace, event: LogEvent, columns: WrittenColumns): EventMessage {
  const { service, epoch, transaction } = place;
  const id = [service, epoch, transaction, event.sourceId].join('.');
  const tenantId = tenantOrNull(event.tenantId);
  const { entity, entityId, operation, actorId, actReason, requestId } = event;
  const head = { id, service, tenantId, entity, entityId, operation, actorId, actReason, requestId };
  const facts = JSON.stringify({ ...head, recordedAt: event.recordedAt.toISOString() }).slice(0, -1);
  return {
    id,
    subject: [prefix, service, snakeCase(entity), operation.toLowerCase()].join('.'),
    tenantId,
    // As it was written: a number beyond 2^53 would not survive being parsed.
    body: `${facts},"before":${columns.beforeJson || 'null'},"after":${columns.afterJson || 'null'}}`,
    bodyWithoutColumns: `${facts},"before":null,"after":null,"columnsOmitted":true}`,
  };
}

/** `RateLimit` to `rate_limit`. */
function snakeCase(entity: string): string {
  return entity.replace(/(?<=[a-z\d])(?=[A-Z])/g, '_').toLowerCase();
}
