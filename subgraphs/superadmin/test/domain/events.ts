import type { Columns, LogEvent } from '../../src/domain/log-event.ts';

export const TENANT = '0198c000-0000-7000-8000-00000000000a';
export const OTHER = '0198c000-0000-7000-8000-00000000000b';

let sourceId = 0;

/** One event of the log, as far as a test cares about it. */
export function event(before: Columns | null, after: Columns | null, rest: Partial<LogEvent> = {}): LogEvent {
  sourceId += 1;
  return {
    tenantId: TENANT,
    sourceId: String(sourceId),
    entity: 'Deal',
    entityId: 'd1',
    operation: before === null ? 'INSERT' : after === null ? 'DELETE' : 'UPDATE',
    actorId: null,
    actReason: null,
    requestId: null,
    recordedAt: new Date('2026-11-21T09:00:00.000Z'),
    before,
    after,
    ...rest,
  };
}
