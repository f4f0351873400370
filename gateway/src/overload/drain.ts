import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { HttpRoute } from '@tessera/http';

export interface Drain {
  readonly isDraining: boolean;
  /** Has the route's answers say that the connection closes, once draining has begun. */
  route(route: HttpRoute): HttpRoute;
  /** Begins, and resolves when clients have had the time to notice: when nothing was asked or answered for a moment. */
  begin(): Promise<void>;
}

const QUIET_MS = 100;
const AT_MOST_MS = 2_000;

/**
 * The time between being told to stop and not listening any more. Who closes a kept-alive connection at once loses the
 * request that is just being written to it; so readiness fails first, everything is still answered, and every answer
 * says `connection: close`, upon which its client goes elsewhere.
 */
export function createDrain(quietMs = QUIET_MS, atMostMs = AT_MOST_MS): Drain {
  let isDraining = false;
  let lastSeenAt = 0;
  return {
    get isDraining() {
      return isDraining;
    },
    route: (route) => ({
      ...route,
      async handle(request) {
        lastSeenAt = Date.now();
        const response = await route.handle(request);
        if (!isDraining) return response;
        lastSeenAt = Date.now();
        return { ...response, headers: { ...response.headers, connection: 'close' } };
      },
    }),
    async begin() {
      isDraining = true;
      const startedAt = Date.now();
      for (let now = startedAt; now - startedAt < atMostMs; now = Date.now()) {
        if (now - Math.max(startedAt, lastSeenAt) >= quietMs) return;
        await sleep(Math.min(quietMs, 20));
        // A busy process may wake late, with requests before its door that it has not seen.
        await nextTurn();
      }
    },
  };
}
