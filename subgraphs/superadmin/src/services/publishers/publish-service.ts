import type { Batch } from '../followers/apply-batch.ts';
import { claimPlace, releasePlace } from '../followers/claim-follower.ts';
import { followLog } from '../followers/follow-log.ts';
import type { FollowOptions } from '../followers/follow-service.ts';
import type { Db } from '../scope.ts';
import type { EventStream } from './event-stream.ts';
import { publishBatch } from './publish-batch.ts';

export interface PublishOptions extends FollowOptions {
  readonly stream: EventStream;
}

/**
 * Publishes one service's event log until the signal aborts. It keeps a place of its own in the log, so that folding
 * does not wait for the stream and an outage of the stream loses nothing.
 */
export function publishService(options: PublishOptions, signal: AbortSignal): Promise<void> {
  const { service, holder, db, log, stream, onError } = options;
  const work = {
    claim: () => claimPlace(db, 'publishers', service, holder),
    apply: (batch: Batch) => publishBatch(db, stream, batch),
    fail: (reason: string) => noteFailure(db, service, holder, reason),
    release: () => releasePlace(db, 'publishers', service, holder),
  };
  return followLog({ service, holder, log, work, onError }, signal);
}

async function noteFailure(db: Db, service: string, holder: string, reason: string): Promise<void> {
  await db.sql(
    'UPDATE publishers SET last_error = left($3, 500), updated_at = now() WHERE service = $1 AND holder = $2',
    [service, holder, reason],
  );
}
