import { signRequest, signingKey, type Identity } from '@tessera/identity';
import { deriveKeyring, type ServiceKeyring } from '@tessera/keyring';
import {
  MembershipsDefinition,
  ProvisioningDefinition,
  TrustDefinition,
  UsersDefinition,
  allowCallers,
  createRpcClient,
  rpcService,
  startRpcServer,
  type PromiseClientOf,
  type ServiceDefinition,
  type TrustEvent,
} from '@tessera/rpc';
import { startSubgraph } from '@tessera/subgraph';
import { TEST_ROOT, createTestDatabase, freePort, type GraphQLAnswer, type TestDatabase } from '@tessera/testkit';
import { v7 } from 'uuid';
import { subgraph } from '../../src/index.ts';
import type { KnownUser } from '../../src/services/scope.ts';

type TrustKind = NonNullable<TrustEvent['kind']>;

/** The whole subgraph as a process runs it, beside an auth that knows users and can be told to fail. */
export interface TenantsService {
  readonly database: TestDatabase;
  /** Set it, and auth refuses to prepare. */
  outage: Error | null;
  addUser(): KnownUser;
  // eslint-disable-next-line typescript/no-explicit-any -- tests look into answers whose shape the document tells
  send<Data = any>(identity: Identity, query: string, variables?: object): Promise<GraphQLAnswer<Data>>;
  /** A client of the subgraph's RPC that shows itself as `caller`. */
  rpcClient<D extends ServiceDefinition>(definition: D, caller: string): PromiseClientOf<D>;
  /** As auth calls it. */
  readonly memberships: PromiseClientOf<typeof MembershipsDefinition>;
  /** As a gateway follows it. */
  watchTrust(): { until(wanted: (kind: TrustKind) => boolean): Promise<void>; stop(): void };
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
const NAMES = ['auth', 'tenants'];

export async function openTenantsService(): Promise<TenantsService> {
  const database = await createTestDatabase('tenants');
  const auth = await startAuth();
  const rpcPort = await freePort();
  const address = `${HOST}:${rpcPort}`;
  const keyring = deriveKeyring(TEST_ROOT, 'tenants', NAMES);
  const running = await startSubgraph(subgraph, {
    name: 'tenants',
    host: HOST,
    httpPort: 0,
    rpcPort,
    keyring,
    database: database.address,
    peers: { auth: `${HOST}:${auth.port}`, tenants: address },
    production: false,
    logLevel: 'silent',
  });
  const clientOf = { target: address, callee: 'tenants' };
  const clients: { close(): void }[] = [];
  const rpcClient: TenantsService['rpcClient'] = (definition, caller) => {
    const client = createRpcClient(definition, { ...clientOf, keyring: keyringOf(caller) });
    clients.push(client);
    return client;
  };
  const memberships = rpcClient(MembershipsDefinition, 'auth');
  const trust = rpcClient(TrustDefinition, 'gateway');

  return Object.assign(auth.state, {
    database,
    addUser() {
      const user = { id: v7(), email: `${v7()}@people.example` };
      auth.users.set(user.email, user);
      return user;
    },
    send: <Data>(identity: Identity, query: string, variables: object = {}) =>
      sendSigned<Data>(`http://${HOST}:${running.httpPort}`, keyring, identity, JSON.stringify({ query, variables })),
    rpcClient,
    memberships,
    watchTrust() {
      const stopping = new AbortController();
      const stream = trust.watch({}, { signal: stopping.signal })[Symbol.asyncIterator]();
      return {
        async until(wanted: (kind: TrustKind) => boolean) {
          for (let next = await stream.next(); !next.done; next = await stream.next()) {
            if (next.value.kind && wanted(next.value.kind)) return;
          }
          throw new Error('The trust stream ended.');
        },
        stop: () => stopping.abort(),
      };
    },
    async close() {
      for (const client of clients) client.close();
      await running.stop();
      await auth.stop();
      await database.drop();
    },
  });
}

const keyringOf = (service: string): ServiceKeyring => deriveKeyring(TEST_ROOT, service, NAMES);

async function startAuth() {
  const users = new Map<string, KnownUser>();
  const state = { outage: null as Error | null };
  const { port, stop } = await startRpcServer({
    service: 'auth',
    keyring: keyringOf('auth'),
    host: HOST,
    port: 0,
    services: [
      rpcService(UsersDefinition, {
        async find({ by }) {
          const user = by?.$case === 'email' ? users.get(by.value) : undefined;
          return user ? { ...user, status: 'ACTIVE' } : { id: '', email: '', status: '' };
        },
      }),
      rpcService(ProvisioningDefinition, {
        async prepare() {
          if (state.outage) throw state.outage;
          return { detail: 'Prepared.' };
        },
      }),
    ],
    allowed: { ...allowCallers(UsersDefinition, ['tenants']), ...allowCallers(ProvisioningDefinition, ['tenants']) },
    health: async () => true,
  });
  return { users, state, port, stop };
}

async function sendSigned<Data>(
  origin: string,
  keyring: ServiceKeyring,
  identity: Identity,
  body: string,
): Promise<GraphQLAnswer<Data>> {
  const key = signingKey(Buffer.from(keyring.signing!, 'base64url'));
  const parts = { method: 'POST', path: '/graphql', audience: 'tenants', body };
  const signature = signRequest(key, parts, { identity, requestId: 'test' });
  const headers = { 'content-type': 'application/json', ...signature };
  const response = await fetch(`${origin}/graphql`, { method: 'POST', headers, body });
  const answer = (await response.json()) as Pick<GraphQLAnswer<Data>, 'data'> & { errors?: GraphQLAnswer['errors'] };
  return { status: response.status, headers: response.headers, data: answer.data, errors: answer.errors ?? [] };
}
