import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { HttpRequest } from '@tessera/http';
import { eventually } from '@tessera/testkit';
import { pino } from 'pino';
import type { PersistedManifest, PersistedMode } from '../src/operations/persisted-manifest.ts';
import { followPersistedOperations, readPersistedOperations } from '../src/operations/read-persisted-operations.ts';
import { startLibraryGateway, type LibraryGateway } from './support/library-gateway.ts';
import { startRig } from './support/rig.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const COUNT = 'query Count {\n  customers {\n    totalCount\n  }\n}';
const DEEP = `query Deep { customers { nodes { related { nodes { related { nodes { id } } } } } } }`;
const manifest: PersistedManifest = {
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations: [
    { id: sha256(COUNT), name: 'Count', type: 'query', body: COUNT },
    { id: 'deep', name: 'Deep', type: 'query', body: DEEP },
  ],
};
const byId = (sha256Hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });

let library: LibraryGateway;
const logged: string[] = [];
async function start(mode: PersistedMode): Promise<LibraryGateway['post']> {
  const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) });
  library = await startLibraryGateway({ persistedOperations: { mode, manifest }, limits: { depth: 4 }, log });
  return library.post;
}
afterEach(() => void logged.splice(0));

const counted = { data: { customers: { totalCount: 2 } } };
const refused = (code: string) => ({ errors: [{ extensions: { code } }] });

describe('persisted operations', () => {
  afterEach(() => library.stop());

  it('run by their id, and by their text', async () => {
    for (const mode of ['only', 'prefer'] as const) {
      const post = await start(mode);
      for (const body of [byId(sha256(COUNT)), { query: COUNT }, { query: COUNT, ...byId(sha256(COUNT)) }]) {
        expect((await post(body)).body).toEqual(counted);
      }
      expect((await post(byId('deep'))).body).toHaveProperty('data.customers');
      expect(logged).toEqual([]);
      if (mode === 'only') await library.stop();
    }
  });

  it('are bound by no limit of a document, others are', async () => {
    const post = await start('prefer');
    expect((await post({ query: DEEP })).body).toHaveProperty('data.customers');
    expect((await post({ query: `${DEEP} ` })).body).toMatchObject(refused('LIMIT_EXCEEDED'));
  });

  it('are the only ones that run, where they are to be', async () => {
    const post = await start('only');
    for (const body of [{ query: '{ customers { totalCount } }' }, byId(sha256('{ __typename }')), { query: `${COUNT} ` }]) {
      const answer = await post(body);
      expect([answer.status, answer.body]).toMatchObject([400, refused('OPERATION_NOT_PERSISTED')]);
    }
    const registering = { query: '{ __typename }', ...byId(sha256('{ __typename }')) };
    expect((await post(registering)).body).toMatchObject(refused('OPERATION_NOT_PERSISTED'));
  });

  it('leave others to run where they are preferred, and have each of them logged once', async () => {
    const post = await start('prefer');
    const query = '{ customers { totalCount } }';
    for (let sent = 0; sent < 3; sent += 1) expect((await post({ query })).body).toEqual(counted);
    expect(logged.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({ hash: sha256(query), text: query, msg: 'an operation is not on the list' }),
    ]);
  });

  it('leave no value that a client wrote into the others in the log', async () => {
    const post = await start('prefer');
    await post({ query: 'mutation { login(email: "jane@example.com", password: """hunter2""") { expiresIn } }' });
    await post({ query: '{ customers(first: 4711) "' });
    expect(logged.map((line) => (JSON.parse(line) as { text: string }).text)).toEqual([
      'mutation { login ( email : "" password : "" ) { expiresIn } }',
      '{ customers ( first : 0 ) …',
    ]);
  });

  it('are none where they are switched off', async () => {
    const post = await start('off');
    expect((await post(byId(sha256(COUNT)))).body).toMatchObject(refused('PERSISTED_QUERY_NOT_FOUND'));
    expect((await post({ query: COUNT })).body).toEqual(counted);
  });
});

describe('a manifest', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tessera-manifest-'));
    path = join(folder, 'manifest.json');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is read from its file, or told what is wrong with it', async () => {
    const read = () => readPersistedOperations({ mode: 'only', path });
    await expect(read()).rejects.toThrow(`TESSERA_PERSISTED_OPERATIONS_FILE cannot be used (${path}): ENOENT`);
    await writeFile(path, JSON.stringify({ ...manifest, version: 2 }));
    await expect(read()).rejects.toThrow('Invalid input: expected 1\n  → at version');
    await writeFile(path, JSON.stringify(manifest));
    expect(await read()).toEqual({ mode: 'only', manifest });
  });

  it('is put to use by a running gateway when it changes', async () => {
    await writeFile(path, JSON.stringify({ ...manifest, operations: [] }));
    const rig = await startRig({ tuning: { limits: {}, rates: {}, persistedOperations: { mode: 'only', path } } });
    try {
      const token = rig.tokenFor('OWNER');
      const codeOf = async () => (await rig.ask(COUNT, { token })).body.errors?.[0].extensions.code;
      expect(await codeOf()).toBe('OPERATION_NOT_PERSISTED');
      await writeFile(path, JSON.stringify(manifest));
      await eventually(async () => (await codeOf()) === undefined);
    } finally {
      await rig.stop();
    }
  });

  it('that is broken is told, and the one before stays', async () => {
    await writeFile(path, JSON.stringify(manifest));
    const replaced: unknown[] = [];
    const gateway = { replacePersistedOperations: (next: unknown) => void replaced.push(next) };
    const log = pino({ level: 'error' }, { write: (line: string) => void logged.push(line) });
    const following = followPersistedOperations({ mode: 'only', path }, gateway, log);
    try {
      await writeFile(path, '{');
      await eventually(async () => logged.length > 0);
      expect(logged[0]).toContain(`TESSERA_PERSISTED_OPERATIONS_FILE cannot be used (${path})`);
      expect(replaced).toEqual([]);
    } finally {
      await following.stop();
    }
  });

  it('has the limits of a document judged anew', async () => {
    const { gateway, post, stop } = await startLibraryGateway({ limits: { depth: 4 } });
    try {
      const codeOf = async () => ((await post({ query: DEEP })).body as Refused).errors?.[0]?.extensions.code;
      expect(await codeOf()).toBe('LIMIT_EXCEEDED');
      gateway.replacePersistedOperations({ mode: 'prefer', manifest });
      expect(await codeOf()).toBeUndefined();
      gateway.replacePersistedOperations({ mode: 'off', manifest });
      expect(await codeOf()).toBe('LIMIT_EXCEEDED');
    } finally {
      await stop();
    }
  });

  it('does not keep the gateway’s own pages from logging in', async () => {
    const { gateway, stop } = await startLibraryGateway({ persistedOperations: { mode: 'only', manifest } });
    const request = { remoteAddress: '127.0.0.1', headers: {} } as unknown as HttpRequest;
    const variables = { email: 'jane@example.com', password: 'right' };
    const login = 'mutation($email: String!, $password: String!) { login(email: $email, password: $password) { expiresIn } }';
    try {
      expect(await gateway.runAnonymous(login, variables, request)).toEqual({ data: { login: { expiresIn: 600 } } });
    } finally {
      await stop();
    }
  });
});

interface Refused {
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}
