import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, startTessera, type TestAccount, type TestTessera } from '@tessera/testkit';

const WELCOME = 'query Welcome($first: Int) { me { id tenant { id } } customers(first: $first) { totalCount } }';

interface RequestLine extends Record<string, unknown> {
  readonly msg: string;
}

/** The lines that tell of requests, as far as the program has printed them. */
const requestLines = (tessera: TestTessera) =>
  tessera.process
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as RequestLine)
    .filter(({ msg }) => msg === 'request');

describe('the log of a Tessera that tells each request', () => {
  let tessera: TestTessera;
  let account: TestAccount;
  beforeAll(async () => {
    tessera = await startTessera({ env: { LOG_LEVEL: 'info' } });
    account = tessera.account('demo001', 'OWNER');
  }, 180_000);
  afterAll(() => tessera.stop());

  it('has one line for it, from the caller to the subgraphs it took', async () => {
    const client = await tessera.login(account);
    const { headers, data } = await client.send(WELCOME, { first: 3 });
    const requestId = headers.get('x-request-id');
    const lines = await eventually(async () => {
      const found = requestLines(tessera).filter((line) => line['requestId'] === requestId);
      return found.length > 0 && found;
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: 30,
      name: 'gateway',
      tenant: data.me.tenant.id,
      user: data.me.id,
      operation: 'Welcome',
      kind: 'query',
      hash: expect.stringMatching(/^[\da-f]{64}$/),
      cost: Number(headers.get('x-operation-cost')),
      status: 200,
      result: 'ok',
      ms: expect.any(Number),
    });
    const asked = (lines[0]!['fetches'] as { subgraph: string }[]).map(({ subgraph }) => subgraph);
    expect([...new Set(asked)].sort()).toEqual(['auth', 'crm', 'tenants']);
  });

  it('holds no password and no token, whatever became of the request', async () => {
    const { token } = await tessera.login(account);
    await tessera.login({ ...account, password: 'not the password' }).catch(() => undefined);
    await eventually(async () => requestLines(tessera).some(({ codes }) => String(codes) === 'UNAUTHENTICATED'));
    const output = tessera.process.output();
    for (const secret of [account.password, 'not the password', token!]) expect(output).not.toContain(secret);
  });
});

describe('the log of a Tessera as a newcomer starts it', () => {
  it('has no line for a request that was answered or refused', async () => {
    await using tessera = await startTessera();
    const client = await tessera.login(tessera.account('demo001', 'OWNER'));
    await client.ask(WELCOME);
    await client.send('{ nothing }');
    await tessera.anonymous.send(WELCOME);
    await tessera.process.stop();
    expect(tessera.process.output()).not.toContain('{"level"');
  }, 180_000);
});
