import { isDeepStrictEqual } from 'node:util';
import type { Answer, Rig, RunningGateway } from './rig.ts';

/** What a gateway answered once, before it is timed. */
export interface Checked {
  readonly bytes: number;
  /** Requests to subgraphs for one operation that the gateway has seen before. */
  readonly subgraphRequests: number;
  /** Whether each of them said on whose behalf it came. */
  readonly tellsUser: boolean;
}

/** How often an operation is asked before its subgraph requests are counted: caches are warm by then. */
const REPEATS = 3;

/**
 * Asks every gateway the same, and counts what it asks the subgraphs.
 * @throws Error when one reports errors, or answers other data than the first
 */
export async function checkAgreement(
  rig: Rig,
  gateways: readonly RunningGateway[],
  query: string,
): Promise<ReadonlyMap<string, Checked>> {
  const checked = new Map<string, Checked>();
  let expected: { readonly name: string; readonly data: unknown } | null = null;
  for (const gateway of gateways) {
    const { name } = gateway.contender;
    for (let each = 1; each < REPEATS; each += 1) await rig.ask(gateway, query);
    await rig.tally();
    const answer = await rig.ask(gateway, query);
    const { requests, anonymous } = await rig.tally();
    const data = dataOf(name, answer);
    expected ??= { name, data };
    if (!isDeepStrictEqual(data, expected.data)) {
      throw new Error(`${name} and ${expected.name} do not answer the same data to:\n${query}`);
    }
    checked.set(name, { bytes: answer.bytes, subgraphRequests: requests, tellsUser: anonymous === 0 });
  }
  return checked;
}

function dataOf(name: string, { body }: Answer): unknown {
  if (body.errors || !body.data) throw new Error(`${name} answers ${JSON.stringify(body).slice(0, 2_000)}`);
  return body.data;
}
