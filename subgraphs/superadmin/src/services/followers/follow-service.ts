import type { Db } from '../scope.ts';
import { applyBatch, type Batch } from './apply-batch.ts';
import { claimFollower, markUnreachable, releasePlace } from './claim-follower.ts';
import { followLog, type FollowedLog } from './follow-log.ts';

export interface FollowOptions {
  readonly service: string;
  /** Names this replica; a process that is started again under the same name goes on at once. */
  readonly holder: string;
  /** With the platform's role. */
  readonly db: Db;
  readonly log: FollowedLog;
  readonly onError: (error: unknown) => void;
}

/** Folds one service's event log into the projections and the audit trail until the signal aborts. */
export function followService(options: FollowOptions, signal: AbortSignal): Promise<void> {
  const { service, holder, db, log, onError } = options;
  const work = {
    claim: () => claimFollower(db, service, holder),
    apply: (batch: Batch) => applyBatch(db, batch),
    fail: (reason: string) => markUnreachable(db, service, holder, reason),
    release: () => releasePlace(db, 'followers', service, holder),
  };
  return followLog({ service, holder, log, work, onError }, signal);
}
