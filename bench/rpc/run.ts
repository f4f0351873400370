import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Identity, Role } from '@tessera/identity';
import { descendantsOf, environmentOf, listSubgraphNames, startTessera, type TestTessera } from '@tessera/testkit';
import { measure, median, type Measure } from './measure.ts';
import { machineLine } from '../gateway/report/machine-line.ts';
import { describeMachine } from '../gateway/report/machine.ts';
import { writeSection } from '../gateway/report/page.ts';
import { table } from '../gateway/report/table.ts';
import { createWays, type Caller, type Listener, type Place, type Way } from './ways.ts';

/**
 * `npm run bench:rpc`: what it costs to ask auth whether a token holds, and tenants for a person's profile, over gRPC,
 * GraphQL and HTTP. All of it runs at once, each service in a process of its own, and the ways take turns. With
 * `--write` the table goes into docs/grpc.md.
 */
const options = {
  rounds: { type: 'string', default: '3' },
  seconds: { type: 'string', default: '3' },
  'at-once': { type: 'string', default: '16' },
  write: { type: 'boolean', default: false },
} as const;
const { values } = parseArgs({ options });
const [rounds, seconds, atOnce] = [Number(values.rounds), Number(values.seconds), Number(values['at-once'])];

const root = randomBytes(32);
const tessera = await startTessera({
  args: ['--separate'],
  embedded: true,
  env: { TESSERA_ROOT_KEY: root.toString('hex') },
});
try {
  const place: Place = { tessera, root, services: listSubgraphNames(), processOf: (name) => processOf(tessera, name) };
  const { ways, close } = createWays(place, await unlimited(tessera, await logIn(tessera)), atOnce);
  try {
    const report = reportOf(await run(ways));
    process.stdout.write(`${report}\n`);
    if (values.write) writeSection('calls', report, 'rpc');
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
    // The other way round each time, so that none is always first.
    const turns = round % 2 === 0 ? [...measures] : [...measures].toReversed();
    for (const [way, taken] of turns) taken.push(await measure(way, seconds, atOnce));
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

/** What is measured is the way, not the limits on it. */
async function unlimited(system: TestTessera, caller: Caller): Promise<Caller> {
  const superadmin = await system.as(null, 'SUPERADMIN');
  for (const subject of ['TENANT', 'USER']) {
    const input = { tenantId: caller.identity.tenantId, subject, perMinute: 1_000_000, burst: 1_000_000 };
    await superadmin.ask('mutation ($input: SetRateLimitInput!) { setRateLimit(input: $input) { id } }', { input });
  }
  // The gateway is told of it by a push, which takes less.
  await delay(2_000);
  return caller;
}

function processOf({ process: { child } }: TestTessera, name: string): Listener {
  const program = name === 'gateway' ? 'gateway/src/main.ts' : `serve.ts ${name}`;
  const found = descendantsOf(child.pid ?? 0).find(({ command }) => command.endsWith(program));
  if (!found) throw new Error(`${name} is not running.`);
  const env = environmentOf(found.pid);
  return { pid: found.pid, http: Number(env['TESSERA_SERVICE_HTTP_PORT']), rpc: Number(env['TESSERA_SERVICE_RPC_PORT']) };
}

function reportOf(results: ReadonlyMap<Way, Measure>): string {
  const header = ['question', 'way', 'calls/s', 'p50 ms', 'p99 ms', 'CPU of who asks, µs', 'of who is asked, µs'];
  const rows = [...results].map(([{ question, name }, measured]) => [
    question,
    name,
    String(Math.round(measured.perSecond)),
    measured.p50Ms.toFixed(1),
    measured.p99Ms.toFixed(1),
    String(Math.round(measured.callerCpuUs)),
    String(Math.round(measured.calleeCpuUs)),
  ]);
  const how = `${atOnce} at once, medians of ${rounds} rounds of ${seconds} s`;
  return `${table(header, rows, 2)}\n\n${machineLine(describeMachine([]), how, null)}`;
}
