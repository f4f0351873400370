import type { Logger } from 'pino';
import type { EventContract } from '@tessera/events';
import type { HttpRoute } from '@tessera/http';
import type { Claims, Identity } from '@tessera/identity';
import type { ServiceKeyring } from '@tessera/keyring';
import type { PermissionTable } from '@tessera/permissions';
import type { MediaSettings } from '@tessera/platform';
import type { RpcService } from '@tessera/rpc';
import type { Database, DatabaseAddress, DatabaseOptions } from '@tessera/tenancy';
import type { PlanLimits } from './limits/plan-limits.ts';
import type { RpcClientFactory } from './rpc-clients.ts';

/** What one subgraph process is told at its start. Secrets are in the keyring and nowhere else. */
export interface SubgraphSettings {
  readonly name: string;
  readonly host: string;
  /** 0: any free port. */
  readonly httpPort: number;
  readonly rpcPort: number;
  readonly keyring: ServiceKeyring;
  readonly database: DatabaseAddress;
  /** Every service's RPC address as `host:port`, its own included. */
  readonly peers: Readonly<Record<string, string>>;
  readonly production: boolean;
  readonly redisUrl?: string;
  /** Where superadmin publishes the event log, if anywhere. */
  readonly natsUrl?: string;
  /** For the service that keeps media. */
  readonly media?: MediaSettings;
  readonly logLevel: string;
}

/** What lives as long as the process and is handed to every request, RPC handler and background task. */
export interface SubgraphRuntime<Client> {
  readonly name: string;
  readonly settings: SubgraphSettings;
  readonly keyring: ServiceKeyring;
  readonly database: Database<Client>;
  readonly log: Logger;
  /** A client of another service's RPC, one per callee and contract, kept until the process stops. */
  readonly rpcClient: RpcClientFactory;
  /** What plans allow, for services that add to what is limited. */
  readonly limits: PlanLimits;
}

/** What a request brings before the subgraph builds its own context on it. */
export interface RequestContext<Client> {
  readonly claims: Claims;
  readonly identity: Identity | null;
  readonly requestId: string;
  readonly database: Database<Client>;
  readonly runtime: SubgraphRuntime<Client>;
}

/** What every subgraph's own context carries at least; the permission middleware reads `identity`. */
export interface BaseContext {
  readonly identity: Identity | null;
}

/** A tenant that is being made ready; see Provisioning.Prepare. */
export interface TenantToPrepare {
  readonly tenantId: string;
  readonly slug: string;
  readonly tier: string;
}

/** Everything that makes one subgraph, given to `defineSubgraph` in its `src/index.ts`. */
export interface SubgraphDefinition<Context extends BaseContext, Client> {
  readonly name: string;
  /** `import.meta.url` of `src/index.ts`, beside which `../contract` lies. */
  readonly root: string;
  readonly permissions: PermissionTable;
  readonly events: EventContract;
  readonly PrismaClient: DatabaseOptions<Client>['PrismaClient'];
  /** More connections of the platform role than the usual two, where ordinary requests run with it. */
  readonly platformPoolSize?: number;
  /** Typed by the subgraph's generated `Resolvers<Context>`. */
  readonly resolvers: object;
  createContext(request: RequestContext<Client>): Context;
  /** Services of this subgraph's own, besides EventLog, Provisioning and health, which all serve. */
  rpc?(runtime: SubgraphRuntime<Client>): readonly RpcService[];
  /** Who may call them: gRPC method path to the names of callers. A method that is not listed is refused. */
  readonly rpcCallers?: Readonly<Record<string, readonly string[]>>;
  /** Makes ready what the service needs before the tenant's first request; idempotent. Answers one sentence. */
  prepareTenant?(runtime: SubgraphRuntime<Client>, tenant: TenantToPrepare): Promise<string>;
  /** Plain HTTP besides `/graphql` and `/health`; unsigned, so only for what is public. */
  routes?(runtime: SubgraphRuntime<Client>): readonly HttpRoute[];
  /** Background work; returns how to stop it. */
  start?(runtime: SubgraphRuntime<Client>): Promise<() => Promise<void>>;
}

/** A subgraph of any context and client, as the starter and the tests handle it. */
// eslint-disable-next-line typescript/no-explicit-any -- both parameters stand in contravariant places
export type AnySubgraph = SubgraphDefinition<any, any>;

export function defineSubgraph<Context extends BaseContext, Client>(
  definition: SubgraphDefinition<Context, Client>,
): SubgraphDefinition<Context, Client> {
  return definition;
}
