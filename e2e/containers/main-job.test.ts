import { execFileSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serverFromUrl } from '@tessera/platform';
import { Redis } from 'ioredis';
import {
  REPOSITORY, codes, createTestClient, dropDatabases, eventually, listSubgraphNames, startProcess, testServerUrl,
  type TestClient,
} from '@tessera/testkit';
import { createOldPostgres, oldRows, OLD_PASSWORDS, type OldDatabase } from '../../tools/migrate-split/test/support/old-system.ts';
import { parseEnvFile, readComposeFile } from './compose.ts';
import { createContainers, type Containers } from './containers.ts';
import { assembleImage, listFiles } from './image.ts';
import { createMigrator } from './migrator.ts';

const REDIS = process.env['TESSERA_TEST_REDIS_URL'];
const NATS = process.env['TESSERA_TEST_NATS_URL'];
const prefix = `box_${randomBytes(4).toString('hex')}`;

/** Answered by auth, tenants and crm together. */
const QUESTION = '{ me { email role tenant { slug name } } customers { totalCount nodes { name company } } }';

/** Owns the one company of the older database. */
const MOVED = { email: 'user.1@example.com', password: OLD_PASSWORDS[0].password };

let old: OldDatabase;
let image: string;
let project: string;
let containers: Containers;
let filesBefore: string[];
let ended = false;
let endpoint: string;
let anonymous: TestClient;

beforeAll(async () => {
  execFileSync(process.execPath, ['tools/build-all.ts'], { cwd: REPOSITORY, stdio: 'pipe' });
  image = assembleImage();
  filesBefore = listFiles(image);
  project = mkdtempSync(join(tmpdir(), 'tessera-project-'));
  execFileSync(process.execPath, ['tools/certs.ts', '--out', join(project, 'certs')], { cwd: REPOSITORY, stdio: 'pipe' });
  const server = serverFromUrl(testServerUrl());
  containers = createContainers({
    file: readComposeFile(),
    image,
    project,
    env: { ...(await keys()), TESSERA_DATABASE_PREFIX: prefix },
    outside: { postgres: { url: testServerUrl(), host: server.host, port: server.port }, redis: REDIS, nats: NATS },
  });
  old = await createOldPostgres(oldRows({ users: 6, companies: 1, memberships: 3 }));
  await containers.run('migrate', readComposeFile().services['migrate']!.command!);
  await containers.run('migrate', ['node', 'tools/dist/migrate-split.js', '--from', old.url]);
  await containers.up('gateway');
  endpoint = `http://${containers.address('gateway')}:4000/graphql`;
  anonymous = createTestClient(endpoint);
}, 240_000);

afterAll(async () => {
  if (!ended) await containers?.down();
  await dropDatabases(prefix);
  await old?.[Symbol.asyncDispose]();
  rmSync(project, { recursive: true, force: true });
}, 120_000);

/** What an operator keeps in `.env`. */
async function keys(): Promise<Record<string, string>> {
  const program = startProcess(['tools/keys.ts', '--env'], { PATH: process.env['PATH'] }, REPOSITORY);
  if ((await program.ended) !== 0) throw new Error(program.output());
  return parseEnvFile(program.output());
}

/** As the operator does who holds the root key. */
function createSuperadmin(email: string): Promise<string> {
  return containers.run('migrate', ['node', 'tools/dist/create-superadmin.js', email]);
}

async function login(email: string, password: string): Promise<TestClient> {
  const mutation = 'mutation ($e: String!, $p: String!) { login(email: $e, password: $p) { accessToken } }';
  const { login: session } = await anonymous.ask(mutation, { e: email, p: password });
  return createTestClient(endpoint, session.accessToken);
}

/** As the invited person does; the token of the session that it opens. */
async function acceptInvitation(token: string): Promise<string> {
  const mutation = `mutation ($token: String!, $key: String!) {
    acceptInvitation(token: $token, password: "tulips under a wide sky", idempotencyKey: $key) {
      session { accessToken }
    }
  }`;
  const variables = { token, key: randomUUID() };
  return eventually(async () => {
    const { session } = (await anonymous.ask(mutation, variables)).acceptInvitation;
    return session?.accessToken as string | undefined;
  });
}

describe('the built output', () => {
  it('names no path of the machine that built it', () => {
    const places = ['gateway', 'tools', ...listSubgraphNames().map((name) => `subgraphs/${name}`)];
    for (const place of places) {
      for (const file of readdirSync(join(REPOSITORY, place, 'dist'))) {
        const text = readFileSync(join(REPOSITORY, place, 'dist', file), 'utf8');
        expect({ place, file, path: text.includes(REPOSITORY) }).toEqual({ place, file, path: false });
      }
    }
  });

  it('has a source map beside each bundle', () => {
    const files = readdirSync(join(REPOSITORY, 'tools/dist'));
    expect(files).toEqual(expect.arrayContaining(['index.js', 'index.js.map', 'create-superadmin.js', 'migrate-split.js']));
  });

  it('has what a service runs in a thread beside the service', () => {
    expect(readdirSync(join(REPOSITORY, 'subgraphs/auth/dist'))).toContain('bcrypt-thread.js');
  });
});

describe('the root key of containers that are stopped', () => {
  const another = `${prefix}_stopped`;
  afterAll(() => dropDatabases(another));

  it('is replaced in three steps, of which each may be run again', async () => {
    const { env, keys: changeKeys, migrate, replaceRoot } = createMigrator({ image, project, prefix: another });
    await changeKeys();
    await migrate();
    const former = env();
    await expect(replaceRoot()).rejects.toThrow('set TESSERA_ROOT_KEY_NEXT beside it');

    await changeKeys('--next');
    const next = env()['TESSERA_ROOT_KEY_NEXT'];
    await changeKeys('--next');
    expect(env()).toEqual({ ...former, TESSERA_ROOT_KEY_NEXT: next });

    for (const _ of [1, 2]) expect(await replaceRoot()).toContain('`npm run keys -- --env --out .env --take-next`');
    await expect(migrate()).rejects.toThrow('was sealed with another root key');

    await changeKeys('--take-next');
    await expect(changeKeys('--take-next')).rejects.toThrow('.env has no TESSERA_ROOT_KEY_NEXT');
    const { TESSERA_ROOT_KEY, POSTGRES_PASSWORD, ...keyrings } = env();
    expect([TESSERA_ROOT_KEY, POSTGRES_PASSWORD]).toEqual([next, former['POSTGRES_PASSWORD']]);
    for (const [name, keyring] of Object.entries(keyrings)) expect([name, keyring]).not.toEqual([name, former[name]]);
    expect(Object.keys(env()).toSorted()).toEqual(Object.keys(former).toSorted());
    await migrate();
  }, 120_000);
});

describe('containers that were started as docker-compose.yml says', () => {
  it('are one for each service, the migrator and the gateway', () => {
    expect([...containers.started].toSorted()).toEqual([...listSubgraphNames(), 'gateway', 'migrate'].toSorted());
  });

  it('let in whom an older database was moved with, by the old password', async () => {
    const client = await eventually(() => login(MOVED.email, MOVED.password));
    const me = { email: MOVED.email, role: 'OWNER', tenant: { slug: 'company-no-1', name: 'Company 1' } };
    expect(await client.ask(QUESTION)).toEqual({ me, customers: { totalCount: 0, nodes: [] } });
    // Compressed, and beside the containers' read-only file system.
    const [backup] = readdirSync(join(project, 'moved/migrate-split'));
    expect(readdirSync(join(project, 'moved/migrate-split', backup!))).toContain('users.ndjson.gz');
  });

  it('begin without the demo', async () => {
    const mutation = 'mutation { login(email: "john.doe@demo.com", password: "whatever it was") { accessToken } }';
    expect(codes(await anonymous.send(mutation))).toEqual(['UNAUTHENTICATED']);
  });

  it('do the main job: from a first superadmin to a tenant that writes and reads', async () => {
    const printed = await createSuperadmin('root@example.com');
    const root = JSON.parse(/^\{.*\}$/m.exec(printed)![0]) as { email: string; password: string };
    const superadmin = await login(root.email, root.password);

    const tenantId = await addTenant(superadmin, 'harbour');
    const enter = 'mutation ($id: ID!) { enterTenant(tenantId: $id, reason: "first member") { accessToken } }';
    const { enterTenant } = await superadmin.ask(enter, { id: tenantId });
    const inside = createTestClient(endpoint, enterTenant.accessToken);
    const invite = 'mutation { inviteMember(email: "olga@harbour.example.com", role: OWNER) { token } }';
    const { inviteMember } = await inside.ask(invite);

    const olga = createTestClient(endpoint, await acceptInvitation(inviteMember.token));
    const input = { name: 'Ida Rhodes', email: 'ida@example.com', company: 'Bureau of Standards' };
    await olga.ask('mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { id } }', { input });
    const { me, customers } = await olga.ask(QUESTION);
    const tenant = { slug: 'harbour', name: 'Harbour' };
    expect(me).toEqual({ email: 'olga@harbour.example.com', role: 'OWNER', tenant });
    expect(customers).toEqual({ totalCount: 1, nodes: [{ name: 'Ida Rhodes', company: 'Bureau of Standards' }] });

    const summaries = '{ tenantSummaries { nodes { tenant { slug } users customers complete missing lagEvents } } }';
    const summary = await eventually(async () => {
      const { nodes } = (await superadmin.ask(summaries)).tenantSummaries;
      const harbour = nodes.find((each: { tenant: { slug: string } }) => each.tenant.slug === 'harbour');
      return harbour?.customers === 1 && harbour.users === 1 && harbour.complete && harbour;
    });
    expect(summary).toMatchObject({ users: 1, customers: 1, missing: [] });
  }, 120_000);

  it('make no second user of one e-mail address, and none of what is no address', async () => {
    await expect(createSuperadmin('Root@Example.com')).rejects.toThrow('There is a user root@example.com already');
    await expect(createSuperadmin('root')).rejects.toThrow('Name one e-mail address');
  });

  it('show neither the Playground nor the schema', async () => {
    const page = await fetch(endpoint, { headers: { accept: 'text/html' } });
    expect([page.ok, page.headers.get('content-type')]).toEqual([false, expect.not.stringContaining('html')]);
    expect(codes(await anonymous.send('{ __schema { types { name } } }'))).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    const misspelt = await anonymous.send('{ custmers { totalCount } }');
    expect(misspelt.errors[0]?.message).not.toMatch(/did you mean/i);
  });

  it('are asked by nobody but the gateway', async () => {
    const response = await fetch(`http://${containers.address('crm')}:4001/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ customers { totalCount } }' }),
    });
    expect(response.status).toBe(401);
  });

  (REDIS ? it : it.skip)('keep the nonces of signed requests in Redis, for replicas to share', async () => {
    const redis = new Redis(REDIS!);
    const [, nonces] = await redis.scan(0, 'MATCH', 'tessera:nonce:*', 'COUNT', 10_000);
    redis.disconnect();
    expect(nonces.length).toBeGreaterThan(0);
  });

  it('write nothing into their read-only file system, and end in order when they are told to', async () => {
    expect(listFiles(image)).toEqual(filesBefore);
    const ends = await containers.down();
    ended = true;
    const names = ['migrate', 'gateway', ...listSubgraphNames()];
    expect(ends).toEqual(Object.fromEntries(names.map((name) => [name, 0])));
    expect(Object.keys(ends)[0]).toBe('gateway');
    await expect(fetch(endpoint)).rejects.toThrow('fetch failed');
  }, 60_000);
});

/** Orders a tenant, and waits until every service has prepared for it. */
async function addTenant(superadmin: TestClient, slug: string): Promise<string> {
  const company = { companyName: 'Harbour Ltd', contactEmail: 'office@harbour.example.com', country: 'CH' };
  const input = { name: 'Harbour', slug, ...company };
  const order = 'mutation ($input: CreateTenantInput!) { createTenant(input: $input) { id } }';
  const { createTenant } = await superadmin.ask(order, { input });
  const find = 'query ($slug: String!) { tenantBySlug(slug: $slug) { id status } }';
  await eventually(async () => (await superadmin.ask(find, { slug })).tenantBySlug.status === 'ACTIVE');
  return createTenant.id as string;
}
