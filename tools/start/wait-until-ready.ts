import { setTimeout as sleep } from 'node:timers/promises';
import { OperatorError } from '@tessera/platform';

const READY_MS = 60_000;
const PROBE_EVERY_MS = 25;

/** @throws OperatorError when `url` does not answer 200 within a minute */
export async function waitUntilReady(name: string, url: string): Promise<void> {
  let last = 'no answer';
  for (const until = Date.now() + READY_MS; Date.now() < until; await sleep(PROBE_EVERY_MS)) {
    try {
      const response = await fetch(url);
      last = (await response.text()).trim();
      if (response.ok) return;
    } catch (error) {
      last = String((error as Error).cause ?? error);
    }
  }
  throw new OperatorError(
    `${name} was not ready after ${READY_MS / 1000} s (${last}): start with LOG_LEVEL=info to see why.`,
  );
}

/** Where this machine reaches what listens on `host`. */
export function originOf(host: string, port: number): string {
  const reachable = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}
