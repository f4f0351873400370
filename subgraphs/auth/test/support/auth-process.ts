import { v7 } from 'uuid';
import { signRequest, signingKey, type Identity } from '@tessera/identity';
import { deriveKeyring } from '@tessera/keyring';
import {
  MembershipsDefinition,
  allowCallers,
  createRpcClient,
  rpcService,
  startRpcServer,
  type Membership,
  type PromiseClientOf,
  type ServiceDefinition,
} from '@tessera/rpc';
import { startSubgraph } from '@tessera/subgraph';
import { TEST_ROOT, createTestDatabase, type TestDatabase } from '@tessera/testkit';
import { subgraph } from '../../src/index.ts';

const HOST = '127.0.0.1';
const PEERS = ['auth', 'tenants', 'gateway'];

interface Answer {
  // eslint-disable-next-line typescript/no-explicit-any -- tests look into answers whose shape the document tells
  readonly data: any;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

/** The whole auth service on free ports, with a tenants service beside it that serves memberships alone. */
export interface AuthProcess {
  readonly sql: TestDatabase['sql'];
  readonly memberships: Map<string, Membership[]>;
  readonly origin: string;
  /** Sends one operation as the gateway would, for this caller. */
  send(identity: Identity | null, query: string, variables?: Record<string, unknown>): Promise<Answer>;
  /** A client of auth's RPC that shows itself as `caller`. */
  rpcClient<D extends ServiceDefinition>(definition: D, caller: string): PromiseClientOf<D>;
  stop(): Promise<void>;
}

export async function startAuth(): Promise<AuthProcess> {
  const clone = await createTestDatabase('auth');
  const memberships = new Map<string, Membership[]>();
  const tenants = await startTenants(memberships);
  const keyring = deriveKeyring(TEST_ROOT, 'auth', PEERS);
  const auth = await startSubgraph(subgraph, {
    name: 'auth',
    host: HOST,
    httpPort: 0,
    rpcPort: 0,
    keyring: { ...keyring, database: clone.passwords },
    database: clone.address,
    peers: { tenants: `${HOST}:${tenants.port}` },
    production: false,
    logLevel: 'silent',
  });
  const origin = `http://${HOST}:${auth.httpPort}`;
  const key = signingKey(Buffer.from(keyring.signing!, 'base64url'));
  const clients: { close(): void }[] = [];
  return {
    sql: clone.sql,
    memberships,
    origin,
    async send(identity, query, variables) {
      const body = JSON.stringify({ query, variables });
      const parts = { method: 'POST', path: '/graphql', audience: 'auth', body };
      const signed = signRequest(key, parts, { identity, requestId: v7(), clientAddress: '192.0.2.7' });
      const headers = { 'content-type': 'application/json', ...signed };
      return (await fetch(`${origin}/graphql`, { method: 'POST', headers, body })).json() as Promise<Answer>;
    },
    rpcClient(definition, caller) {
      const target = `${HOST}:${auth.rpcPort}`;
      const shown = deriveKeyring(TEST_ROOT, caller, PEERS);
      const client = createRpcClient(definition, { target, callee: 'auth', keyring: shown });
      clients.push(client);
      return client;
    },
    async stop() {
      for (const client of clients) client.close();
      await auth.stop();
      await tenants.stop();
      await clone.drop();
    },
  };
}

function startTenants(memberships: ReadonlyMap<string, Membership[]>) {
  const isMember = (id: string, tenantId: string) => memberships.get(id)?.some((each) => each.tenantId === tenantId);
  return startRpcServer({
    service: 'tenants',
    keyring: deriveKeyring(TEST_ROOT, 'tenants', PEERS),
    host: HOST,
    port: 0,
    health: async () => true,
    allowed: allowCallers(MembershipsDefinition, ['auth']),
    services: [
      rpcService(MembershipsDefinition, {
        forUser: async ({ userId }) => ({ memberships: memberships.get(userId) ?? [] }),
        findTenant: async ({ tenantId }) => ({ tenantId, slug: 'acme', status: 'ACTIVE', name: 'Acme' }),
        filterMembers: async ({ tenantId, userIds }) => ({ userIds: userIds.filter((id) => isMember(id, tenantId)) }),
      }),
    ],
  });
}
