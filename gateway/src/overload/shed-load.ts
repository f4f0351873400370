import { AppError } from '@tessera/errors';
import type { Metrics } from '../metrics.ts';
import type { LoopDelay } from './loop-delay.ts';

export interface ShedLoadOptions {
  /** From here on requests are turned away; 0: never. */
  readonly delayMs: number;
  readonly loop: Pick<LoopDelay, 'current' | 'lasting'>;
  /** How long the turn of the event loop that is on has been at requests so far, in milliseconds. */
  readonly turn: () => number;
  readonly metrics: Metrics;
}

/** Decides early, and cheaply, who has to come again later. */
export interface LoadShedder {
  /** Before anything of a request is read. @throws AppError OVERLOADED, with when to come again */
  admit(): void;
  /** Whether it has been too much for so long that traffic had better go elsewhere. */
  isLasting(): boolean;
}

export const DEFAULT_OVERLOAD_DELAY_MS = 200;

/** Some always pass: they show whether it is over, and clients that hold on get through. */
const MOST_SHED = 0.9;
const LASTING_MS = 10_000;
const RETRY_AFTER_SECONDS = [1, 3] as const;

/**
 * Turns away a share of the requests while the event loop is late: none at `delayMs`, nine of ten at twice that and
 * above. What is turned away costs microseconds, so that what passes is answered in time. The turn that is on counts by
 * half: one long request in it is no overload.
 */
export function createLoadShedder({ delayMs, loop, turn, metrics }: ShedLoadOptions): LoadShedder {
  if (delayMs === 0) return { admit: () => undefined, isLasting: () => false };
  let owed = 0;
  return {
    admit() {
      const excess = (Math.max(loop.current(), turn() / 2) - delayMs) / delayMs;
      if (excess <= 0) return;
      owed += Math.min(excess, MOST_SHED);
      if (owed < 1) return;
      owed -= 1;
      metrics.count('tessera_gateway_shed_total');
      throw overloaded();
    },
    isLasting: () => loop.lasting(delayMs) >= LASTING_MS,
  };
}

function overloaded(): AppError {
  const [least, most] = RETRY_AFTER_SECONDS;
  // Spread, or all come again at once.
  const retryAfterSeconds = least + Math.floor(Math.random() * (most - least + 1));
  return new AppError('OVERLOADED', 'Too much is asked of the endpoint just now. Try again shortly.', { retryAfterSeconds });
}
