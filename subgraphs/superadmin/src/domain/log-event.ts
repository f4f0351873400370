/** The announced columns of a row. */
export type Columns = Readonly<Record<string, unknown>>;

export type Operation = 'INSERT' | 'UPDATE' | 'DELETE';

/** One change of one row, as a service's event log tells it. */
export interface LogEvent {
  /** PLATFORM_TENANT for a row of no tenant. */
  readonly tenantId: string;
  /** The event's own number in the service's log, decimal. */
  readonly sourceId: string;
  readonly entity: string;
  readonly entityId: string;
  readonly operation: Operation;
  readonly actorId: string | null;
  readonly actReason: string | null;
  readonly requestId: string | null;
  readonly recordedAt: Date;
  readonly before: Columns | null;
  readonly after: Columns | null;
}

/** Whether a row counts: it exists and is not softly deleted. */
export function isLive(row: Columns | null): row is Columns {
  return row !== null && (row['deleted_at'] ?? null) === null;
}
