import { setTimeout as delay } from 'node:timers/promises';
import type { SubgraphRuntime } from '@tessera/subgraph';
import type { PrismaClient } from '../../../../../prisma/cms/client/client.ts';
import { fireDueSchedules } from './fire-schedules.ts';

/** So late a schedule is at most, while the service runs. */
const POLL_MS = 1_000;

/** Does what is due from now on, what came due while the service was down first. Returns how to stop. */
export function keepSchedules({ database, log }: SubgraphRuntime<PrismaClient>): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const onError = (error: unknown) => log.error({ err: error }, 'a schedule could not be carried out, and is tried again');
  const work = (async () => {
    while (!signal.aborted) {
      await fireDueSchedules(database, onError).catch(onError);
      await delay(POLL_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  })();
  return async () => {
    stopping.abort();
    await work;
  };
}
