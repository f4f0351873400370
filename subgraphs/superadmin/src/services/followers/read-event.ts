import type { Event } from '@tessera/rpc';
import type { Columns, LogEvent, Operation } from '../../domain/log-event.ts';
import { PLATFORM_TENANT } from '../../domain/platform-tenant.ts';

const OPERATIONS: readonly string[] = ['INSERT', 'UPDATE', 'DELETE'] satisfies Operation[];

/** An event as it comes over the wire, where what there is not is an empty string. @throws Error when it is malformed */
export function readEvent(event: Event): LogEvent {
  const recordedAt = new Date(event.recordedAt);
  if (!event.position || !isOperation(event.operation) || Number.isNaN(recordedAt.getTime())) {
    throw new Error(`The event ${event.position?.id ?? '?'} of ${event.entity} is malformed.`);
  }
  return {
    tenantId: event.tenantId || PLATFORM_TENANT,
    sourceId: event.position.id,
    entity: event.entity,
    entityId: event.entityId,
    operation: event.operation,
    actorId: event.actorId || null,
    actReason: event.actReason || null,
    requestId: event.requestId || null,
    recordedAt,
    before: readColumns(event.beforeJson),
    after: readColumns(event.afterJson),
  };
}

function isOperation(operation: string): operation is Operation {
  return OPERATIONS.includes(operation);
}

function readColumns(json: string): Columns | null {
  return json === '' ? null : (JSON.parse(json) as Columns);
}
