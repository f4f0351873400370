import { setTimeout as sleep } from 'node:timers/promises';
import type { GraphQLAnswer, TestClient } from '@tessera/testkit';
import type { Questions } from './questions.ts';

/** What clients were told in one stretch of time, in which they all asked at once. */
export interface Episode {
  readonly across: readonly { readonly ms: number; readonly answer: GraphQLAnswer<unknown> }[];
  /** How long each of the questions took that do not need the service, in milliseconds. */
  readonly beside: readonly number[];
}

const BESIDE_AT_ONCE = 2;
/** Between two questions of one client, so that it is the gateway that is measured and not how busy the machine is. */
const PAUSE_MS = 5;

/** Each client asks across the service, while two go on asking beside it, for so long at least. */
export async function ask(clients: readonly TestClient[], { across, beside }: Questions, atLeastMs: number): Promise<Episode> {
  let isOver = false;
  const times: number[] = [];
  const goOn = async (client: TestClient) => {
    while (!isOver) {
      const startedAt = performance.now();
      await client.ask(beside);
      times.push(performance.now() - startedAt);
      await sleep(PAUSE_MS);
    }
  };
  const going = Promise.all(clients.slice(0, BESIDE_AT_ONCE).map(goOn));
  const asking = clients.map(async (client) => {
    const startedAt = performance.now();
    const answer = await client.send<unknown>(across);
    return { ms: performance.now() - startedAt, answer };
  });
  const [told] = await Promise.all([Promise.all(asking), sleep(atLeastMs)]).finally(() => (isOver = true));
  await going;
  return { across: told, beside: times };
}

/** How long the last of the questions across took, in milliseconds. */
export const slowest = ({ across }: Episode): number => Math.max(...across.map(({ ms }) => ms));

/** The time within which `share` of them are. */
export function quantile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** The same data, but that every field called `part` is null. */
export function withoutPart(data: unknown): unknown {
  return JSON.parse(JSON.stringify(data), (key, value: unknown) => (key === 'part' ? null : value));
}
