import type { Position, TailResponse } from '@tessera/rpc';
import type { Db, Transaction } from '../scope.ts';
import { appendAudit } from './append-audit.ts';
import { LEASE_MS } from './claim-follower.ts';
import { readEvent } from './read-event.ts';
import { clearProjections, updateProjections } from './update-projections.ts';

export interface Batch {
  readonly service: string;
  readonly holder: string;
  /** The place that the batch was read from. */
  readonly from: Position | null;
  readonly tail: TailResponse;
  /** How many events were asked for: fewer mean that the end of the log was reached. */
  readonly limit: number;
}

/** Where the log is to be read on, or that somebody else has moved on from the place of this batch. */
export type Applied = { readonly position: Position | null } | 'moved';

/**
 * Applies a batch and moves the service's position in one transaction, or does neither. The position is the key to
 * exactly once: a batch that was not read from where the projection stands is refused, whoever brings it.
 */
export async function applyBatch(db: Db, batch: Batch): Promise<Applied> {
  const { from, tail } = batch;
  if (from && from.epoch !== tail.epoch) {
    return db.transaction((tx) => beginAgain(tx, batch), { timeoutMs: 60_000 });
  }
  if (tail.events.length === 0) {
    return db.query(async (prisma) => ((await movePosition(prisma, batch, from)) ? { position: from } : 'moved'));
  }
  const position = tail.events.at(-1)?.position ?? from;
  return db.transaction(
    async (tx) => {
      if (!(await movePosition(tx, batch, position))) return 'moved';
      const events = tail.events.map(readEvent);
      await appendAudit(tx, batch.service, events);
      await updateProjections(tx, batch.service, events);
      return { position };
    },
    { timeoutMs: 60_000 },
  );
}

/** A log of another epoch has other transaction ids: what was counted from the old one is worth nothing. */
async function beginAgain(tx: Transaction, batch: Batch): Promise<Applied> {
  if (!(await movePosition(tx, batch, null))) return 'moved';
  await clearProjections(tx, batch.service);
  return { position: null };
}

/** Locks the service's row, so that nobody else applies the same batch meanwhile. False when the place is another. */
async function movePosition(tx: Pick<Transaction, '$executeRaw'>, batch: Batch, to: Position | null): Promise<boolean> {
  const { service, holder, from, tail, limit } = batch;
  const restarted = from !== null && to === null;
  const atEnd = !restarted && tail.events.length < limit;
  const moved = await tx.$executeRaw`
    UPDATE followers SET
      epoch = ${to?.epoch ?? null}, transaction = ${to?.transaction ?? null}, event_id = ${to?.id ?? null},
      as_of = CASE WHEN ${restarted} THEN as_of ELSE ${tail.asOf}::timestamptz END,
      lag_events = ${tail.lagEvents}, caught_up = ${!restarted} AND (caught_up OR ${atEnd}),
      reachable = true, last_error = NULL, updated_at = now(), lease_until = now() + ${LEASE_MS} * interval '1 millisecond'
    WHERE service = ${service} AND holder = ${holder}
      AND epoch IS NOT DISTINCT FROM ${from?.epoch ?? null}
      AND transaction IS NOT DISTINCT FROM ${from?.transaction ?? null}
      AND event_id IS NOT DISTINCT FROM ${from?.id ?? null}`;
  return moved === 1;
}
