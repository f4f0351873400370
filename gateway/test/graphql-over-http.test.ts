import { Agent } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEPARTURES, ONE_EVENT, SOME_ID } from './graphql-over-http/departures.ts';
import { everyRequest, type NamedRequest } from './graphql-over-http/requests.ts';
import { send, type RawAnswer } from './graphql-over-http/send.ts';
import { startOurs, startStock, type TestedServer } from './graphql-over-http/servers.ts';

let stock: TestedServer;
let ours: TestedServer;
/** One connection to each: what is sent first is answered first. */
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
beforeAll(async () => {
  stock = await startStock();
  ours = await startOurs();
});
afterAll(async () => {
  agent.destroy();
  await Promise.all([stock.stop(), ours.stop()]);
});

interface Pair {
  readonly name: string;
  readonly stock: RawAnswer;
  readonly expected: RawAnswer;
  readonly ours: RawAnswer;
}

const withoutIds = (answer: RawAnswer): RawAnswer => ({
  ...answer,
  body: answer.body
    .replace(/"correlationId":"[\da-f-]{36}"/g, `"correlationId":"${SOME_ID}"`)
    .replace(/^:\n\nevent: next\ndata: .*\n\nevent: complete\ndata:\n\n$/, ONE_EVENT),
});

async function compare({ name, request }: NamedRequest, departed: Set<string>): Promise<Pair> {
  const answer = await send(stock.port, agent, request);
  let expected = answer;
  for (const { reason, instead } of DEPARTURES) {
    const other = instead(expected, request);
    if (other) departed.add(reason);
    expected = other ?? expected;
  }
  return { name, stock: answer, expected, ours: withoutIds(await send(ours.port, agent, request)) };
}

describe('whoever has asked Apollo Server', () => {
  it('is answered here to the byte as there, but for what is listed with its reason', async () => {
    const requests = everyRequest();
    expect(requests.length).toBeGreaterThan(1_000);
    const departed = new Set<string>();
    const differing: Pair[] = [];
    for (const request of requests) {
      const pair = await compare(request, departed);
      if (JSON.stringify(pair.ours) !== JSON.stringify(pair.expected)) differing.push(pair);
    }
    expect(differing).toEqual([]);
    expect(DEPARTURES.filter(({ reason }) => !departed.has(reason))).toEqual([]);
  }, 120_000);

  it('does not change anything where it could not read the answer, as it does there', async () => {
    const before = [stock.changes(), ours.changes()];
    const body = JSON.stringify({ query: 'mutation { set(value: 1) }' });
    const request = { method: 'POST', headers: { 'content-type': 'application/json', accept: 'text/csv' }, body };
    expect((await send(stock.port, agent, request)).status).toBe(406);
    expect((await send(ours.port, agent, request)).status).toBe(406);
    expect([stock.changes(), ours.changes()].map((changes, at) => changes - (before[at] ?? 0))).toEqual([1, 0]);
  });
});
