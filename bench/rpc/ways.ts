import { signRequest, signingKey, type Identity } from '@tessera/identity';
import { deriveKeyring, subgraphSigningKey } from '@tessera/keyring';
import { AuthServiceDefinition, CompanyServiceDefinition, createRpcClient } from '@tessera/rpc';
import type { TestTessera } from '@tessera/testkit';
import { Pool } from 'undici';

/** One way to ask one question, once. @throws Error for an answer that is not right */
export interface Way {
  readonly question: string;
  readonly name: string;
  /** Of the process that answers first: the service, or the gateway. */
  readonly calleePid: number;
  ask(): Promise<unknown>;
}

/** Where a Tessera listens, and the root of its keys. */
export interface Place {
  readonly tessera: TestTessera;
  readonly root: Uint8Array;
  readonly services: readonly string[];
  processOf(service: string): Listener;
}

/** A process of it, and its ports. */
export interface Listener {
  readonly pid: number;
  readonly http: number;
  readonly rpc: number;
}

/** Who asks: a member of a demo tenant. */
export interface Caller {
  readonly token: string;
  readonly identity: Identity;
}

const HOST = '127.0.0.1';
/** The nearest that the graph has: it reads the user, though not its session, and the service has no token to check. */
const WHO_AM_I = '{ me { id email status } }';
const MY_PROFILE = '{ myProfile { user { id } displayName jobTitle phone locale timeZone version } }';

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
    return { target: `${HOST}:${place.processOf(callee).rpc}`, callee, keyring };
  };
  const auth = createRpcClient(AuthServiceDefinition, clientOf('auth', 'gateway'));
  const tenants = createRpcClient(CompanyServiceDefinition, clientOf('tenants', 'auth'));
  const { token, identity } = caller;
  const member = { tenantId: identity.tenantId ?? '', userId: identity.userId };
  const gateway = pool(place.tessera.origin);
  const gatewayPid = place.processOf('gateway').pid;
  const both = (question: string, service: string, query: string, grpc: () => Promise<boolean>): Way[] => {
    const { pid, http } = place.processOf(service);
    const body = JSON.stringify({ query });
    return [
      { question, name: 'gRPC', calleePid: pid, ask: async () => expectRight(await grpc()) },
      {
        question, name: 'GraphQL, through the gateway', calleePid: gatewayPid,
        ask: () => post(gateway, body, { authorization: `Bearer ${token}` }),
      },
      {
        question, name: 'HTTP, signed, to the service', calleePid: pid,
        ask: askSigned(place, pool(`http://${HOST}:${http}`), service, identity, body),
      },
    ];
  };
  return {
    ways: [
      ...both('ValidateToken', 'auth', WHO_AM_I, async () => (await auth.validateToken({ accessToken: token })).active),
      ...both('GetUserProfile', 'tenants', MY_PROFILE, async () => (await tenants.getUserProfile(member)).userId !== ''),
    ],
    async close() {
      auth.close();
      tenants.close();
      await Promise.all(pools.map((each) => each.close()));
    },
  };
}

function askSigned({ root, services }: Place, pool: Pool, service: string, identity: Identity, body: string) {
  const { signingRoot = '' } = deriveKeyring(root, 'gateway', services);
  const key = signingKey(Buffer.from(subgraphSigningKey(signingRoot, service), 'base64url'));
  const parts = { method: 'POST', path: '/graphql', audience: service, body };
  return () => post(pool, body, signRequest(key, parts, { identity, requestId: 'bench' }));
}

async function post(pool: Pool, body: string, headers: Record<string, string>): Promise<void> {
  const given = { 'content-type': 'application/json', ...headers };
  const answer = await pool.request({ method: 'POST', path: '/graphql', headers: given, body });
  const said = (await answer.body.json()) as { data?: object | null; errors?: unknown };
  expectRight(Boolean(said.data) && said.errors === undefined, said);
}

function expectRight(isRight: boolean, answer?: object): void {
  if (!isRight) throw new Error(`An answer was not right, so that the question was not measured: ${JSON.stringify(answer)}`);
}
