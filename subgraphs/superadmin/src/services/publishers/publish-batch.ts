import type { Event, Position } from '@tessera/rpc';
import { eventMessage, type EventMessage } from '../../domain/event-message.ts';
import type { Applied, Batch } from '../followers/apply-batch.ts';
import { LEASE_MS } from '../followers/claim-follower.ts';
import { readEvent } from '../followers/read-event.ts';
import type { Db } from '../scope.ts';
import type { EventStream } from './event-stream.ts';

/**
 * Publishes a batch and then moves the place. A crash between the two publishes it again, and the stream knows the
 * message ids; a log of another epoch is published from its start, under ids of its own.
 */
export async function publishBatch(db: Db, stream: EventStream, batch: Batch): Promise<Applied> {
  const { service, from, tail } = batch;
  const restarted = from !== null && from.epoch !== tail.epoch;
  const messages = restarted ? [] : tail.events.map((event) => messageOf(stream.prefix, service, event));
  if (messages.length > 0) await stream.publish(messages);
  const position = restarted ? null : (tail.events.at(-1)?.position ?? from);
  return (await movePlace(db, batch, position)) ? { position } : 'moved';
}

function messageOf(prefix: string, service: string, event: Event): EventMessage {
  const { epoch = '', transaction = '' } = event.position ?? {};
  return eventMessage(prefix, { service, epoch, transaction }, readEvent(event), event);
}

async function movePlace(db: Db, { service, holder, from }: Batch, to: Position | null): Promise<boolean> {
  const moved = await db.sql(
    `UPDATE publishers SET epoch = $3, transaction = $4, event_id = $5, last_error = NULL, updated_at = now(),
       lease_until = now() + $9 * interval '1 millisecond'
     WHERE service = $1 AND holder = $2 AND epoch IS NOT DISTINCT FROM $6
       AND transaction IS NOT DISTINCT FROM $7 AND event_id IS NOT DISTINCT FROM $8
     RETURNING service`,
    [service, holder, ...columnsOf(to), ...columnsOf(from), LEASE_MS],
  );
  return moved.length === 1;
}

const columnsOf = (position: Position | null) => [
  position?.epoch ?? null,
  position?.transaction ?? null,
  position?.id ?? null,
];
