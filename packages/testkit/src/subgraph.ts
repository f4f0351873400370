import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signRequest, signingKey, type Identity } from '@tessera/identity';
import { deriveKeyring, type ServiceKeyring } from '@tessera/keyring';
import type { DemoWorld, MediaSettings, Seed } from '@tessera/platform';
import { startSubgraph, type AnySubgraph } from '@tessera/subgraph';
import { openDatabase } from '@tessera/tenancy';
import type { GraphQLAnswer } from './client.ts';
import { TEST_ROOT, createTestDatabase, type TestDatabase } from './databases.ts';
import { REPOSITORY } from './places.ts';

/** One subgraph in this process, on a database of its own with the demo in it. */
export interface TestSubgraph {
  readonly definition: AnySubgraph;
  readonly database: TestDatabase;
  /** Where its media files lie. */
  readonly media: MediaSettings;
  readonly origin: string;
  /** `host:port` of its gRPC. */
  readonly rpcTarget: string;
  readonly keyring: ServiceKeyring;
  /** Sends an operation as the gateway would, signed, with this caller's claims. */
  // eslint-disable-next-line typescript/no-explicit-any -- tests look into answers whose shape the document tells
  send<Data = any>(identity: Identity | null, query: string, variables?: Record<string, unknown>): Promise<GraphQLAnswer<Data>>;
  stop(): Promise<void>;
}

export interface TestSubgraphOptions {
  readonly production?: boolean;
  /** Files lie in a temporary folder unless told otherwise. */
  readonly media?: Partial<MediaSettings>;
  /** `host:port` of the billing that it is to ask about plans; it knows of none when left out. */
  readonly billing?: string;
}

/** Starts `subgraphs/<name>` from source. Other services are not there: what needs them fails as it would when they are down. */
export async function startTestSubgraph(
  name: string,
  { production = false, media: given, billing }: TestSubgraphOptions = {},
): Promise<TestSubgraph> {
  const folder = join(REPOSITORY, 'subgraphs', name);
  const { subgraph: definition } = (await import(join(folder, 'src/index.ts'))) as { subgraph: AnySubgraph };
  const database = await createTestDatabase(name);
  const dataDir = await mkdtemp(join(tmpdir(), 'tessera-subgraph-'));
  const media: MediaSettings = { maxBytes: 5 * 1024 * 1024, baseUrl: '', storage: { kind: 'folder', dir: join(dataDir, 'media') }, ...given };
  const keyring = deriveKeyring(TEST_ROOT, name, ['auth', 'tenants', 'billing', name]);
  await seedDemo(name, definition, database, keyring, media);
  const running = await startSubgraph(definition, {
    name,
    host: '127.0.0.1',
    httpPort: 0,
    rpcPort: 0,
    keyring,
    database: database.address,
    // Port 9 (discard) refuses at once.
    peers: { auth: '127.0.0.1:9', tenants: '127.0.0.1:9', ...(billing !== undefined && { billing }) },
    production,
    media,
    logLevel: 'silent',
  });
  const origin = `http://127.0.0.1:${running.httpPort}`;
  return {
    definition,
    database,
    media,
    origin,
    rpcTarget: `127.0.0.1:${running.rpcPort}`,
    keyring,
    send: (identity, query, variables) => sendSigned({ name, origin, keyring }, identity, query, variables),
    async stop() {
      await running.stop();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The demo's tenants and people, as `npm start` lays them down. */
export async function demoWorld(): Promise<DemoWorld> {
  const module = (await import(join(REPOSITORY, 'prisma/demo/world.ts'))) as { demoWorld(): DemoWorld };
  return module.demoWorld();
}

/** An identity of a demo tenant, as its access token would carry it. */
export function identityIn(world: DemoWorld, slug: string, role: Identity['role']): Identity {
  const tenant = world.tenants.find((each) => each.slug === slug);
  const member = tenant?.members.find((each) => each.role === role);
  if (!tenant || !member) throw new Error(`The demo has no ${role} of ${slug}.`);
  return { userId: member.userId, sessionId: '0199aaaa-0000-7000-8000-0000000000aa', tenantId: tenant.id, role };
}

async function seedDemo(name: string, definition: AnySubgraph, database: TestDatabase, keyring: ServiceKeyring, media: MediaSettings): Promise<void> {
  const module = (await import(join(REPOSITORY, 'prisma', name, 'seed.ts'))) as { seed: Seed<unknown> };
  const opened = openDatabase<unknown>({ ...database, PrismaClient: definition.PrismaClient });
  const world = await demoWorld();
  const passwords = new Map(world.accounts.map(({ email }) => [email, `password of ${email}`]));
  try {
    await module.seed({ database: opened, world, passwords, encryption: keyring.encryption, media });
  } finally {
    await opened.close();
  }
}

async function sendSigned<Data>(
  { name, origin, keyring }: { name: string; origin: string; keyring: ServiceKeyring },
  identity: Identity | null,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<GraphQLAnswer<Data>> {
  const body = JSON.stringify({ query, variables });
  const key = signingKey(Buffer.from(keyring.signing!, 'base64url'));
  const signature = signRequest(key, { method: 'POST', path: '/graphql', audience: name, body }, { identity, requestId: 'test' });
  const headers = { 'content-type': 'application/json', ...signature };
  const response = await fetch(`${origin}/graphql`, { method: 'POST', headers, body });
  const answer = (await response.json()) as Pick<GraphQLAnswer<Data>, 'data'> & { errors?: GraphQLAnswer<Data>['errors'] };
  return { status: response.status, headers: response.headers, data: answer.data, errors: answer.errors ?? [] };
}
