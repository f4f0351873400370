import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@tessera/testkit';
import { startGatewayProcess, type GatewayProcess } from './support/gateway-process.ts';

const CLIENTS = 200;
const CROWDED_MS = 4_000;
const FIELDS = 'fields { name args { name } type { name kind ofType { name } } }';
/** Keeps the gateway busy for some milliseconds, and none of its subgraphs. */
const BUSY = `{ ${Array.from({ length: 25 }, (_, at) => `t${at}: __type(name: "Customer") { ${FIELDS} }`).join(' ')} }`;

interface Told {
  readonly status: number;
  readonly retryAfter: string | null;
}

let gateway: GatewayProcess;
let origin: string;
/** What the crowd was told while it asked, and what `/health/...` said meanwhile. */
const told: Told[] = [];
const health: string[] = [];

beforeAll(async () => {
  // Early, so that the crowd is too much for a quick machine, too.
  gateway = await startGatewayProcess({ TESSERA_OVERLOAD_DELAY_MS: '50' });
  origin = `http://127.0.0.1:${gateway.port}`;
  let isOver = false;
  const crowd = Array.from({ length: CLIENTS }, async () => {
    while (!isOver) told.push(await ask());
  });
  for (const startedAt = Date.now(); Date.now() - startedAt < CROWDED_MS; await sleep(100)) {
    for (const path of ['live', 'ready']) health.push(`${path} ${(await fetch(`${origin}/health/${path}`)).status}`);
  }
  isOver = true;
  // Rejects where a connection was lost.
  await Promise.all(crowd);
}, 120_000);
afterAll(() => gateway.stop());

async function ask(): Promise<Told> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${origin}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query: BUSY }) });
  await response.text();
  return { status: response.status, retryAfter: response.headers.get('retry-after') };
}

describe('a gateway of which far too much is asked', () => {
  it('answers what it can, and turns the others away with when to come again', () => {
    const refusals = new Set(told.filter(({ status }) => status !== 200).map((each) => JSON.stringify(each)));
    expect([...refusals].sort()).toEqual(['1', '2', '3'].map((retryAfter) => JSON.stringify({ status: 503, retryAfter })));
    expect(told.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
  });

  it('says that it lives, and that it is ready, for it will be over in seconds', () => {
    expect([...new Set(health)].sort()).toEqual(['live 200', 'ready 200']);
  });

  it('answers everyone when it is over, and has counted whom it turned away', async () => {
    await eventually(async () => {
      const answers = await Promise.all(Array.from({ length: 5 }, ask));
      return answers.every(({ status }) => status === 200);
    });
    const metrics = await (await fetch(`${origin}/metrics`)).text();
    const refused = told.filter(({ status }) => status === 503).length;
    expect(Number(/^tessera_gateway_shed_total (\d+)$/m.exec(metrics)?.[1])).toBeGreaterThanOrEqual(refused);
  });
});
