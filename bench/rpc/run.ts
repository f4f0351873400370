import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { Identity, Role } from '@tessera/identity';
import { descendantsOf, environmentOf, listSubgraphNames, startTessera, type TestTessera } from '@tessera/testkit';
import { measure, median, type Measure } from './measure.ts';
import { createWays, type Caller, type Place, type Way } from './ways.ts';

/**
 * `npm run bench:rpc`: what it costs to ask auth whether a token holds, and tenants for a person's profile, over gRPC,
 * GraphQL and HTTP. All of it runs at once, each service in a process of its own, and the ways take turns.
 */
const options = {
  rounds: { type: 'string', default: '3' },
  seconds: { type: 'string', default: '3' },
  'at-once': { type: 'string', default: '16' },
} as const;
const { values } = parseArgs({ options });
const [rounds, seconds, atOnce] = [Number(values.rounds), Number(values.seconds), Number(values['at-once'])];

const root = randomBytes(32);
const tessera = await startTessera({
  args: ['--separate'],
  embedded: true,
  // What is measured is the way, not the limits on it.
  env: { TESSERA_ROOT_KEY: root.toString('hex'), TESSERA_RATE_USER: 'off', TESSERA_RATE_TENANT: 'off' },
});
try {
  const place: Place = { tessera, root, services: listSubgraphNames(), portsOf: (service) => portsOf(tessera, service) };
  const { ways, close } = createWays(place, await logIn(tessera), atOnce);
  try {
    print(await run(ways));
  } finally {
    await close();
  }
} finally {
  await tessera.stop();
}

async function run(ways: readonly Way[]): Promise<Map<Way, Measure>> {
  const measures = new Map(ways.map((way) => [way, [] as Measure[]]));
  for (const way of ways) await measure(way, 1, atOnce);
  for (let round = 0; round < rounds; round += 1) {
    for (const [way, taken] of measures) taken.push(await measure(way, seconds, atOnce));
  }
  return new Map([...measures].map(([way, taken]) => [way, median(taken)]));
}

async function logIn(system: TestTessera): Promise<Caller> {
  const { token } = await system.as('demo001', 'OWNER');
  if (!token) throw new Error('The demo has let nobody in.');
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
    sub: string; sid: string; tid: string; role: Role;
  };
  const identity: Identity = { userId: claims.sub, sessionId: claims.sid, tenantId: claims.tid, role: claims.role };
  return { token, identity };
}

function portsOf({ process: { child } }: TestTessera, service: string): { http: number; rpc: number } {
  const found = descendantsOf(child.pid ?? 0).find(({ command }) => command.endsWith(`serve.ts ${service}`));
  if (!found) throw new Error(`${service} is not running.`);
  const env = environmentOf(found.pid);
  return { http: Number(env['TESSERA_SERVICE_HTTP_PORT']), rpc: Number(env['TESSERA_SERVICE_RPC_PORT']) };
}

function print(results: ReadonlyMap<Way, Measure>): void {
  const lines = [...results].map(([{ question, name }, { perSecond, p50Ms, p99Ms }]) =>
    `| ${question} | ${name} | ${Math.round(perSecond)} | ${p50Ms.toFixed(1)} | ${p99Ms.toFixed(1)} |`);
  const title = `${atOnce} at once, median of ${rounds} rounds of ${seconds} s each, Node ${process.version}`;
  process.stdout.write(
    [title, '', '| question | way | calls/s | p50 ms | p99 ms |', '|---|---|--:|--:|--:|', ...lines, ''].join('\n'),
  );
}
