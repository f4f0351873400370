import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readEndpointTuning } from '@tessera/platform';
import { startOpenGateway, type RunningGateway } from '../src/index.ts';
import { limitMessage, settingOf, type LimitName } from '../src/limits/limit-error.ts';
import type { LimitSettings } from '../src/limits/limit-settings.ts';
import { abstractSupergraph } from './arsenal/abstract-graph.ts';

interface Sent {
  readonly query: string;
  readonly operationName?: string;
  readonly variables?: unknown;
}

interface Case {
  readonly max: number;
  /** What comes to so much: as many as are allowed, or one more. */
  readonly of: (count: number) => Sent;
  /** Where it is another limit that refuses. */
  readonly refusedAs?: { readonly limit: LimitName; readonly max: number };
}

const repeated = (count: number, text: string) => Array.from({ length: count }, () => text).join(' ');
const numbered = (count: number, make: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => make(at)).join(' ');
const item = (selections: string) => ({ query: `{ item(id: 1) { ${selections} } }` });
const lists = (levels: number): unknown => (levels === 0 ? 1 : [lists(levels - 1)]);
const padded = (bytes: number, padding: string): Sent => {
  const sent = { query: '{ count }', variables: { padding } };
  const missing = bytes - JSON.stringify(sent).length;
  return missing > 0 ? padded(bytes, padding + 'x'.repeat(missing)) : sent;
};
/** Apollo's planner tries 3 to the power of 24 ways. */
const ENDLESS = '{ items { similar { views } } }';
const planned = (max: number): Case => ({ max, of: (count) => ({ query: count > max ? ENDLESS : '{ count }' }) });

const COST = 100;
/** Those of subscriptions count what is open, and are held to what they claim where subscriptions are. */
type OperationLimit = Exclude<keyof LimitSettings, 'socketOperations' | 'subscriptions' | 'subscriptionsPerUser'>;

const LIMITS: Readonly<Record<OperationLimit, Case>> = {
  bodyBytes: { max: 20_000, of: (count) => padded(count, '') },
  lines: { max: 20, of: (count) => ({ query: `{ count }${'\n'.repeat(count - 1)}` }) },
  // Those that are not texts are sixteen.
  tokens: {
    max: 120,
    of: (count) => ({ query: `{ search(filter: { ids: [${repeated(count - 16, '"x"')}] }) { __typename } }` }),
  },
  operations: {
    max: 3,
    of: (count) => ({ query: numbered(count, (at) => `query Q${at} { count }`), operationName: 'Q0' }),
  },
  depth: { max: 4, of: (count) => item(`${'related(first: 1) { '.repeat(count - 2)} id ${'}'.repeat(count - 2)}`) },
  selections: { max: 30, of: (count) => item(repeated(count - 1, 'id')) },
  fragmentSpreads: {
    max: 4,
    of: (count) => ({ query: `{ item(id: 1) { ${repeated(count, '...F')} } } fragment F on Item { id }` }),
  },
  aliases: { max: 5, of: (count) => item(numbered(count, (at) => `a${at}: id`)) },
  rootFields: { max: 3, of: (count) => ({ query: `{ ${repeated(count, 'count')} }` }) },
  directives: { max: 4, of: (count) => item(repeated(count, 'id @include(if: true)')) },
  variableDepth: { max: 3, of: (count) => ({ query: '{ count }', variables: { x: lists(count) } }) },
  cost: { max: COST, of: (count) => ({ query: `{ items(first: ${count}) { id } }` }) },
  // Each of the seven is one object, and has fourteen at most: 7 × (1 + 13) = 98.
  listSize: {
    max: 7,
    of: (count) => ({ query: `{ items { related(first: ${count + 6}) { id } } }` }),
    refusedAs: { limit: 'cost', max: COST },
  },
  planningMs: planned(2_000),
  planningMegabytes: planned(24),
};
const TABLE = (Object.keys(LIMITS) as OperationLimit[]).map((limit) => ({ limit, ...LIMITS[limit] }));

/** Planning is to end by time in one, by memory in the other. */
let folder: string;
let gateways: Record<'first' | 'second', RunningGateway>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tessera-limits-'));
  await writeFile(
    join(folder, 'supergraph.graphql'),
    abstractSupergraph(() => 'http://127.0.0.1:9/graphql'),
  );
  const settings = Object.fromEntries(TABLE.map(({ limit, max }) => [settingOf(limit), String(max)]));
  gateways = {
    first: await start({ ...settings, [settingOf('planningMegabytes')]: '4000' }),
    second: await start({
      [settingOf('planningMegabytes')]: settings[settingOf('planningMegabytes')] ?? '',
      [settingOf('planningMs')]: '60000',
    }),
  };
}, 60_000);
afterAll(async () => {
  await Promise.all(Object.values(gateways).map((gateway) => gateway.stop()));
  await rm(folder, { recursive: true });
});

function start(env: Record<string, string>): Promise<RunningGateway> {
  return startOpenGateway({
    supergraphPath: join(folder, 'supergraph.graphql'),
    host: '127.0.0.1',
    port: 0,
    production: true,
    logLevel: 'silent',
    tuning: readEndpointTuning(env),
  });
}

async function send(limit: OperationLimit, sent: Sent) {
  const response = await fetch(gateways[limit === 'planningMegabytes' ? 'second' : 'first'].url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify(sent),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe.each(TABLE)('$limit, as its setting says,', ({ limit, max, of, refusedAs = { limit, max } }) => {
  it('lets pass what is just within it', async () => {
    const { status, body } = await send(limit, of(max));
    expect(JSON.stringify(body)).not.toContain('LIMIT_EXCEEDED');
    expect(body).toHaveProperty('data');
    expect(status).toBe(200);
  });

  it('refuses one more, and names the limit, its value and its setting', async () => {
    const { status, body } = await send(limit, of(max + 1));
    const message = limitMessage(refusedAs.limit, refusedAs.max);
    expect(body).toMatchObject({
      errors: [{ message, extensions: { code: 'LIMIT_EXCEEDED', limit: refusedAs.limit } }],
    });
    expect(body).not.toHaveProperty('data');
    expect(message).toContain(` ${refusedAs.max.toLocaleString('en')} `);
    expect(message).toContain(`(TESSERA_LIMIT_`);
    expect(status).toBe(limit === 'bodyBytes' ? 413 : 400);
  });
});
