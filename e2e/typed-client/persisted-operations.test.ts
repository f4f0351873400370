import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codes, REPOSITORY, startProcess, startTessera, type TestTessera } from '@tessera/testkit';

const MANIFEST = join(REPOSITORY, 'examples/typed-client/persisted-operations.json');
const REFUSAL = /^Only persisted operations run here, .*TESSERA_PERSISTED_OPERATIONS=prefer/;

let tessera: TestTessera;
beforeAll(async () => {
  const env = { TESSERA_PERSISTED_OPERATIONS: 'only', TESSERA_PERSISTED_OPERATIONS_FILE: MANIFEST };
  tessera = await startTessera({ env });
}, 180_000);
afterAll(() => tessera.stop());

/** Sends a body as it is, and tells the first error's code. */
async function send(body: object): Promise<{ data?: unknown; code?: string }> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(tessera.endpoint, { method: 'POST', headers, body: JSON.stringify(body) });
  const { data, errors } = (await response.json()) as { data?: unknown; errors?: { extensions: { code: string } }[] };
  return { data, code: errors?.[0]?.extensions.code };
}

describe('where only persisted operations run', () => {
  it('the typed client does its work', async () => {
    const { email, password } = tessera.account('demo001', 'OWNER');
    const env = { PATH: process.env['PATH'], TESSERA_ENDPOINT: tessera.endpoint };
    const program = startProcess(['examples/typed-client/src/main.ts', email, password, 'demo001'], env, REPOSITORY);
    expect(await program.ended).toBe(0);
    expect(program.output()).toContain('- Alice Johnson <customer1@example.com>, Tech Corp');
  });

  it('each operation of its manifest runs by the id alone', async () => {
    const { operations } = JSON.parse(await readFile(MANIFEST, 'utf8')) as { operations: { id: string; name: string }[] };
    const { email, password } = tessera.account('demo001', 'OWNER');
    const answers = await Promise.all(
      operations.map(async ({ id, name }) => {
        const extensions = { persistedQuery: { version: 1, sha256Hash: id } };
        return [name, (await send({ extensions, variables: { email, password } })).code];
      }),
    );
    // Nobody is logged in here: the gate was reached.
    expect(answers).toEqual([
      ['Login', undefined],
      ['Me', 'UNAUTHENTICATED'],
      ['Customers', 'UNAUTHENTICATED'],
    ]);
  });

  it('any other is refused in words that name the cure, introspection too', async () => {
    for (const query of ['{ __typename }', '{ __schema { queryType { name } } }', 'query Me { me { email } }']) {
      const answer = await tessera.anonymous.send(query);
      expect([answer.status, codes(answer), answer.errors[0]?.message]).toEqual([
        400,
        ['OPERATION_NOT_PERSISTED'],
        expect.stringMatching(REFUSAL),
      ]);
    }
  });

  it('the Playground logs in, and is told the same of what it asks', async () => {
    const { email, tenant } = tessera.account('demo001', 'OWNER');
    const session = await fetch(`${tessera.origin}/playground/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-tessera-playground': '1' },
      body: JSON.stringify({ email, tenant }),
    });
    const { accessToken } = (await session.json()) as { accessToken: string };
    const answer = await fetch(tessera.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${accessToken}` },
      body: JSON.stringify({ query: '{ me { email } }' }),
    });
    expect(await answer.json()).toMatchObject({ errors: [{ message: expect.stringMatching(REFUSAL) }] });
  });
});
