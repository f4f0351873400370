import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, REPOSITORY } from '@tessera/testkit';
import { parse } from 'graphql';
import { startOpenGateway, type RunningGateway } from '../src/index.ts';
import { startSubgraph, type RunningTestSubgraph, type TestSubgraph } from './support/subgraph-server.ts';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';
const films: TestSubgraph = {
  name: 'films',
  typeDefs: `${LINK} type Query { film: Film! } type Film @key(fields: "id") { id: ID! title: String! }`,
  resolvers: { Query: { film: () => ({ id: 'f1', title: 'Metropolis' }) } },
};
const ratings: TestSubgraph = {
  name: 'ratings',
  typeDefs: `${LINK} type Film @key(fields: "id") { id: ID! stars: Int! }`,
  resolvers: { Film: { __resolveReference: ({ id }: { id: string }) => ({ id, stars: 5 }) } },
};
const QUESTION = '{ film { title stars } }';
const ANSWER = { data: { film: { title: 'Metropolis', stars: 5 } } };

const ORIGIN = 'https://app.example.com';

let folder: string;
let path: string;
let subgraphs: RunningTestSubgraph[];
let gateway: RunningGateway;
let authorizations: (string | undefined)[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tessera-open-'));
  path = join(folder, 'supergraph.graphql');
  subgraphs = await Promise.all([films, ratings].map((each) => startSubgraph(each, null)));
  authorizations = [];
  for (const each of subgraphs) {
    each.intercept = async ({ headers }) => {
      authorizations.push(headers.authorization);
      return null;
    };
  }
  await writeFile(path, compose([films, ratings]));
  const options = { supergraphPath: path, host: '127.0.0.1', port: 0, production: false, logLevel: 'silent' };
  // Composition, subgraphs and clients share this event loop.
  const tuning = { limits: {}, rates: {}, overloadDelayMs: 0 };
  gateway = await startOpenGateway({ ...options, tuning, forwardHeaders: ['authorization', 'x-tenant'], corsOrigins: [ORIGIN] });
}, 60_000);
afterAll(async () => {
  await gateway?.stop();
  await Promise.all(subgraphs.map((each) => each.stop()));
  await rm(folder, { recursive: true });
});

function compose(services: readonly TestSubgraph[]): string {
  const { supergraphSdl, errors } = composeServices(
    services.map(({ name, typeDefs }, at) => ({ name, url: subgraphs[at]!.url, typeDefs: parse(typeDefs) })),
  );
  if (!supergraphSdl) throw new Error(errors?.join('\n'));
  return supergraphSdl;
}

async function ask(query: string, headers: Record<string, string> = {}): Promise<{ data?: unknown; errors?: unknown[] }> {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as { data?: unknown };
}

describe('the gateway alone, in front of subgraphs that are not Tessera’s', () => {
  it('answers what several of them answer together', async () => {
    expect(await ask(QUESTION)).toEqual(ANSWER);
  });

  it('starts with no address for a subgraph that there is not', async () => {
    const options = { supergraphPath: path, host: '127.0.0.1', port: 0, production: false, logLevel: 'silent' };
    await expect(startOpenGateway({ ...options, subgraphs: { film: 'http://127.0.0.1:1/' } })).rejects.toMatchObject({
      name: 'OperatorError',
      message: '--subgraph film: the supergraph has no such subgraph, but films, ratings.',
    });
  });

  it('passes the named header on to each of them, as the client sent it', async () => {
    authorizations.length = 0;
    await ask(QUESTION, { authorization: 'Bearer opaque' });
    expect(authorizations).toEqual(['Bearer opaque', 'Bearer opaque']);
  });

  it('lets pages send the headers that are passed on', async () => {
    const { headers } = await fetch(gateway.url, {
      method: 'OPTIONS',
      headers: { origin: ORIGIN, 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-tenant' },
    });
    expect(headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(headers.get('access-control-allow-headers')?.split(', ')).toEqual(expect.arrayContaining(['content-type', 'x-tenant']));
  });

  it('takes up a changed supergraph without dropping a request, and keeps the old one when the new is broken', async () => {
    const withYear = { ...films, typeDefs: films.typeDefs.replace('title: String!', 'title: String! year: Int') };
    let isOver = false;
    const answers: unknown[] = [];
    const asking = (async () => {
      while (!isOver) answers.push(await ask(QUESTION));
    })();
    await writeFile(path, compose([withYear, ratings]));
    await eventually(async () => !(await ask('{ __typename ... @skip(if: true) { film { year } } }')).errors);
    await writeFile(path, 'type Query { broken');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    isOver = true;
    await asking;
    expect(answers.length).toBeGreaterThan(10);
    expect(new Set(answers.map((each) => JSON.stringify(each)))).toEqual(new Set([JSON.stringify(ANSWER)]));
    expect((await ask('{ __typename ... @skip(if: true) { film { year } } }')).errors).toBeUndefined();
  });

  it('is ready as soon as it listens, whatever its subgraphs call their health', async () => {
    expect((await fetch(new URL('/health/ready', gateway.url))).status).toBe(200);
  });
});

describe('npm run gateway', () => {
  const run = (args: string[], env: NodeJS.ProcessEnv = {}) =>
    spawnSync(process.execPath, ['tools/gateway.ts', ...args], { cwd: REPOSITORY, encoding: 'utf8', env, timeout: 20_000 });

  it('serves nobody unless it is told to serve everyone', () => {
    const { status, stderr } = run(['--supergraph', 'supergraph.graphql']);
    expect(status).toBe(1);
    expect(stderr).toContain('say --open');
  });

  it.each([
    [['--cors-origin', 'https://app.example.com/'], '--cors-origin https://app.example.com/ is no origin'],
    [['--cors-origin', '*'], '--cors-origin * is no origin'],
    [['--forward-header', 'x-tenant: acme'], '--forward-header x-tenant: acme is no name of a header'],
    [['--host', 'nowhere.invalid'], 'nowhere.invalid is no address of this machine. Set --host to one that is.'],
  ])('tells in one sentence what is wrong with %j', (args, told) => {
    const { status, stderr } = run(['--supergraph', 'supergraph.graphql', '--open', '--port', '0', ...args]);
    expect([status, stderr]).toEqual([1, expect.stringContaining(told)]);
    expect(stderr).not.toContain('    at ');
  });

  it('takes no address for a subgraph that lacks its protocol', () => {
    const { stderr } = run(['--supergraph', 'supergraph.graphql', '--open', '--subgraph', 'crm=localhost:4001/graphql']);
    expect(stderr).toBe('--subgraph crm=localhost:4001/graphql is not NAME=URL, e.g. products=http://127.0.0.1:4001/graphql.\n');
  });

  it('tells in one sentence what is wrong with a file that is no supergraph', () => {
    const { status, stderr } = run(['--supergraph', 'README.md', '--open']);
    expect(status).toBe(1);
    expect(stderr).toMatch(/README\.md cannot be served.*rover supergraph compose/);
    expect(stderr).not.toContain('    at ');
  });

  it('reads limits and persisted operations from the environment', () => {
    const open = ['--supergraph', 'supergraph.graphql', '--open', '--port', '0'];
    expect(run(open, { TESSERA_LIMIT_DEPTH: 'deep' }).stderr).toContain('TESSERA_LIMIT_DEPTH');
    expect(run(open, { LOG_LEVEL: 'loud' }).stderr).toContain('LOG_LEVEL must be one of trace, debug');
    const persisted = { TESSERA_PERSISTED_OPERATIONS: 'only', TESSERA_PERSISTED_OPERATIONS_FILE: 'README.md' };
    const { status, stderr } = run(open, persisted);
    expect([status, stderr]).toEqual([1, expect.stringContaining('TESSERA_PERSISTED_OPERATIONS_FILE cannot be used')]);
  });
});
