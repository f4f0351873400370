import { AppError, badInput } from '@tessera/errors';
import type { Db } from './scope.ts';

/** What time it is for billing. Everything that is due asks this, and nothing else. */
export interface Clock {
  now(): Date;
}

/** A clock that is ahead of the server's by what the database says. */
export interface ServiceClock extends Clock {
  /** Learns of what another replica has moved it to. */
  refresh(): Promise<void>;
  moveTo(instant: Date): Promise<Date>;
}

/** @param isMovable false in production, where it is the server's own clock and stays that */
export function createServiceClock(db: Db, isMovable: boolean): ServiceClock {
  let aheadMs = 0;
  const now = () => new Date(Date.now() + aheadMs);
  return {
    now,
    async refresh() {
      if (!isMovable) return;
      const [row] = await db.sql<{ ahead_ms: string }>('SELECT ahead_ms FROM clock');
      aheadMs = Number(row?.ahead_ms ?? 0);
    },
    async moveTo(instant) {
      if (!isMovable) throw new AppError('FORBIDDEN', 'In production the clock is the server\'s and is not moved.');
      if (instant <= now()) throw badInput('to', '`to`: The clock moves forward only. Name a later moment.');
      const ahead = instant.getTime() - Date.now();
      await db.sql('UPDATE clock SET ahead_ms = GREATEST(ahead_ms, $1)', [ahead]);
      aheadMs = Math.max(aheadMs, ahead);
      return now();
    },
  };
}
