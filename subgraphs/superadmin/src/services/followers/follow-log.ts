import { setTimeout as delay } from 'node:timers/promises';
import { isMessageTooLarge, type EventLogDefinition, type Position, type PromiseClientOf } from '@tessera/rpc';
import type { Applied, Batch } from './apply-batch.ts';
import { LEASE_MS, type Claim } from './claim-follower.ts';

const MOST_EVENTS = 500;
const WAIT_MS = 1_000;
/** Beyond the wait, for the answer itself. */
const ANSWER_MS = 5_000;
const MAX_BACKOFF_MS = 2_000;

export type FollowedLog = Pick<PromiseClientOf<typeof EventLogDefinition>, 'tail'>;

/** What is done with the events of a log, and where it keeps its place in it. */
export interface LogWork {
  /** The place that stands; null while another replica has the right to move it. */
  claim(): Promise<Claim | null>;
  /** Does its work and moves the place, or throws and leaves it. */
  apply(batch: Batch): Promise<Applied>;
  fail(reason: string): Promise<void>;
  release(): Promise<void>;
}

export interface FollowLogOptions {
  readonly service: string;
  readonly holder: string;
  readonly log: FollowedLog;
  readonly work: LogWork;
  readonly onError: (error: unknown) => void;
}

/**
 * Follows one service's event log until the signal aborts: reads behind the place, works, moves the place. A failure of
 * whatever kind is told to the work and tried again from the place that stands.
 */
export async function followLog(options: FollowLogOptions, signal: AbortSignal): Promise<void> {
  const { service, holder, work } = options;
  let failures = 0;
  let limit = MOST_EVENTS;
  while (!signal.aborted) {
    try {
      const claim = await work.claim();
      if (claim) await followFrom(claim.position);
      else await pause(LEASE_MS / 3, signal);
    } catch (error) {
      if (signal.aborted) break;
      failures += 1;
      // Events with large rows can exceed the cap of one message; fewer of them fit.
      if (isMessageTooLarge(error)) limit = Math.max(1, Math.floor(limit / 2));
      if (failures === 1) options.onError(error);
      await work.fail(messageOf(error)).catch(() => undefined);
      await pause(Math.min(MAX_BACKOFF_MS, 50 * 2 ** Math.min(failures, 10)), signal);
    }
  }
  await work.release().catch(() => undefined);

  /** Goes on until somebody else has moved the position. */
  async function followFrom(start: Position | null): Promise<void> {
    let from = start;
    while (!signal.aborted) {
      const tail = await options.log.tail(
        { after: from ?? undefined, limit, waitMs: WAIT_MS },
        { deadlineMs: WAIT_MS + ANSWER_MS, signal },
      );
      const applied = await work.apply({ service, holder, from, tail, limit });
      failures = 0;
      if (applied === 'moved') return;
      from = applied.position;
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return delay(ms, undefined, { signal }).catch(() => undefined);
}
