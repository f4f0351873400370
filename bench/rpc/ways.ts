import { signRequest, signingKey, type Identity } from '@tessera/identity';
import { deriveKeyring, subgraphSigningKey } from '@tessera/keyring';
import { AuthServiceDefinition, CompanyServiceDefinition, createRpcClient } from '@tessera/rpc';
import type { TestTessera } from '@tessera/testkit';
import { Pool } from 'undici';

/** One way to ask one question, once. @throws Error for an answer that is not right */
export interface Way {
  readonly question: string;
  readonly name: string;
  ask(): Promise<unknown>;
}

/** Where a Tessera listens, and the root of its keys. */
export interface Place {
  readonly tessera: TestTessera;
  readonly root: Uint8Array;
  readonly services: readonly string[];
  portsOf(service: string): { readonly http: number; readonly rpc: number };
}

/** Who asks: a member of a demo tenant. */
export interface Caller {
  readonly token: string;
  readonly identity: Identity;
}

const HOST = '127.0.0.1';
const WHO_AM_I = '{ me { id } }';
const MY_PROFILE = '{ myProfile { displayName jobTitle phone locale timeZone version } }';

/** Both questions over gRPC, over GraphQL as a client asks it, and over HTTP as the gateway asks a subgraph. */
export function createWays(place: Place, caller: Caller, connections: number): { ways: Way[]; close(): Promise<void> } {
  const pools: Pool[] = [];
  const pool = (origin: string) => {
    const made = new Pool(origin, { connections });
    pools.push(made);
    return made;
  };
  const clientOf = (callee: string, as: string) => {
    const keyring = deriveKeyring(place.root, as, place.services);
    return { target: `${HOST}:${place.portsOf(callee).rpc}`, callee, keyring };
  };
  const auth = createRpcClient(AuthServiceDefinition, clientOf('auth', 'gateway'));
  const tenants = createRpcClient(CompanyServiceDefinition, clientOf('tenants', 'auth'));
  const { token, identity } = caller;
  const member = { tenantId: identity.tenantId ?? '', userId: identity.userId };
  const gateway = pool(place.tessera.origin);
  const throughGateway = (query: string) => () => post(gateway, JSON.stringify({ query }), { authorization: `Bearer ${token}` });
  const direct = (service: string, query: string) => askSigned(place, pool(`http://${HOST}:${place.portsOf(service).http}`), service, identity, query);

  const ways: Way[] = [
    { question: 'ValidateToken', name: 'gRPC', ask: async () => expectRight((await auth.validateToken({ accessToken: token })).active) },
    { question: 'ValidateToken', name: 'GraphQL, through the gateway', ask: throughGateway(WHO_AM_I) },
    { question: 'ValidateToken', name: 'HTTP, signed, to the service', ask: direct('auth', WHO_AM_I) },
    { question: 'GetUserProfile', name: 'gRPC', ask: async () => expectRight((await tenants.getUserProfile(member)).userId !== '') },
    { question: 'GetUserProfile', name: 'GraphQL, through the gateway', ask: throughGateway(MY_PROFILE) },
    { question: 'GetUserProfile', name: 'HTTP, signed, to the service', ask: direct('tenants', MY_PROFILE) },
  ];
  return {
    ways,
    async close() {
      auth.close();
      tenants.close();
      await Promise.all(pools.map((each) => each.close()));
    },
  };
}

function askSigned({ root, services }: Place, pool: Pool, service: string, identity: Identity, query: string) {
  const { signingRoot = '' } = deriveKeyring(root, 'gateway', services);
  const key = signingKey(Buffer.from(subgraphSigningKey(signingRoot, service), 'base64url'));
  const body = JSON.stringify({ query });
  const parts = { method: 'POST', path: '/graphql', audience: service, body };
  return () => post(pool, body, signRequest(key, parts, { identity, requestId: 'bench' }));
}

async function post(pool: Pool, body: string, headers: Record<string, string>): Promise<void> {
  const given = { 'content-type': 'application/json', ...headers };
  const answer = await pool.request({ method: 'POST', path: '/graphql', headers: given, body });
  const { data, errors } = (await answer.body.json()) as { data?: object | null; errors?: unknown };
  expectRight(data !== null && data !== undefined && errors === undefined);
}

function expectRight(isRight: boolean): void {
  if (!isRight) throw new Error('An answer was not right: what is measured would not be the question.');
}
