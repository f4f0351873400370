import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Identity } from '@tessera/identity';
import { eventually } from '@tessera/testkit';
import { pino } from 'pino';
import type { GatewayOptions } from '../src/index.ts';
import { createRequestWatch } from '../src/logging/watch-request.ts';
import { createMetrics } from '../src/metrics.ts';
import { startLibraryGateway, type LibraryGateway } from './support/library-gateway.ts';

const IDENTITY: Identity = { userId: 'u1', sessionId: 's1', tenantId: 't1', role: 'OWNER' };
const WELCOME = 'query Welcome { customers { nodes { name owner { email } } } }';
const milliseconds = expect.any(Number);

let library: LibraryGateway;
let lines: Record<string, unknown>[];
async function start(options: Partial<GatewayOptions> = {}): Promise<LibraryGateway['post']> {
  lines = [];
  const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
  const watch = createRequestWatch({ log: pino({}, { write }), metrics: createMetrics() });
  const identity = { identify: async () => IDENTITY };
  library = await startLibraryGateway({ watch, identity, subgraphTimeoutMs: 500, ...options });
  return library.post;
}
afterEach(() => library.stop());

describe('a request', () => {
  it('is one line: whose it was, what it asked, what it cost, how it went', async () => {
    const post = await start();
    const { headers } = await post({ query: WELCOME });
    expect(lines).toEqual([
      {
        level: 30,
        time: milliseconds,
        pid: process.pid,
        hostname: expect.any(String),
        msg: 'request',
        requestId: headers.get('x-request-id'),
        tenant: 't1',
        user: 'u1',
        operation: 'Welcome',
        kind: 'query',
        hash: createHash('sha256').update(WELCOME).digest('hex'),
        cost: Number(headers.get('x-operation-cost')),
        status: 200,
        result: 'ok',
        ms: milliseconds,
        fetches: [
          { subgraph: 'crm', ms: milliseconds },
          { subgraph: 'auth', ms: milliseconds },
        ],
      },
    ]);
  });

  it('leaves no value of its client’s in the log: no variable, no literal, no header', async () => {
    const post = await start();
    const query = 'mutation In($p: String!) { login(email: "jane@hunter2.example", password: $p) { accessToken } }';
    const answer = await post({ query, variables: { p: 'hunter2' } }, { authorization: 'Bearer hunter2', cookie: 'a=hunter2' });
    await post({ query: 'mutation { login(email: "hunter2") { accessToken } }' });
    await post({ query: 'query Q($first: Int) { customers(first: $first) { totalCount } }', variables: { first: 'hunter2' } });
    expect(JSON.stringify(answer.body)).toContain('UNAUTHENTICATED');
    expect(lines.map(({ result }) => result)).toEqual(['refused', 'refused', 'refused']);
    expect(JSON.stringify(lines)).not.toContain('hunter2');
  });

  it('that is refused tells by which code, as far as it came', async () => {
    const post = await start({ limits: { cost: 5 } });
    await post({ query: '{' });
    await post({ query: 'query Dear { customers(first: 100) { nodes { name } } }' });
    expect(lines).toMatchObject([
      { level: 30, status: 400, result: 'refused', codes: ['GRAPHQL_PARSE_FAILED'], fetches: [] },
      { level: 30, operation: 'Dear', result: 'refused', codes: ['LIMIT_EXCEEDED'], fetches: [] },
    ]);
    expect(lines[0]).not.toHaveProperty('operation');
  });

  it('of which a part is missing is a warning, one that failed is an error, each with its reason', async () => {
    const post = await start();
    library.subgraphs['auth']!.intercept = () => new Promise(() => undefined);
    await post({ query: WELCOME });
    expect(lines.pop()).toMatchObject({
      level: 40,
      result: 'partial',
      codes: ['DEADLINE_EXCEEDED'],
      fetches: [{ subgraph: 'crm' }, { subgraph: 'auth', failure: 'timeout' }],
    });
    library.subgraphs['crm']!.intercept = async () => ({ status: 500, body: 'connect postgres://crm:hunter2@10.0.0.7' });
    await post({ query: WELCOME });
    const attempt = { subgraph: 'crm', failure: 'interrupted', cause: 'HTTP 500' };
    expect(lines).toMatchObject([{ level: 50, result: 'failed', fetches: [attempt, attempt] }]);
    expect(JSON.stringify(lines)).not.toContain('hunter2');
  });

  it('tells why a subgraph was not reached, as the system calls it', async () => {
    const post = await start({ subgraphs: { auth: 'http://127.0.0.1:1/graphql' } });
    await post({ query: '{ me { email } }' });
    const attempt = { subgraph: 'auth', failure: 'connection', cause: 'ECONNREFUSED' };
    expect(lines).toMatchObject([{ fetches: [attempt, attempt] }]);
  });

  it('whose client has gone is a line as well', async () => {
    await start();
    const request = { query: 'query Gone { slow(ms: 400) }' };
    await expect(library.post(request, {}, AbortSignal.timeout(100))).rejects.toThrow();
    expect(await eventually(async () => lines[0])).toMatchObject({ operation: 'Gone', fetches: [{ subgraph: 'crm' }] });
  });

  it('has the beginning of a name that goes on for long', async () => {
    const post = await start();
    await post({ query: `query ${'A'.repeat(5_000)} { customers { totalCount } }` });
    expect(lines[0]).toHaveProperty('operation', 'A'.repeat(100));
  });
});
