import {
  MembershipsDefinition,
  NotificationsDefinition,
  TrustDefinition,
  allowCallers,
  createTrustFeed,
  methodPath,
  rpcService,
  type RpcService,
  type TrustFeed,
} from '@tessera/rpc';
import { listeningConnection } from '@tessera/subgraph';
import { backgroundOf, systemDb, type Runtime } from './background.ts';
import { companyService, companyServiceCallers } from './rpc-company-service.ts';
import { collectRevocations } from './services/collect-revocations.ts';
import { filterMembers } from './services/filter-members.ts';
import { findTenantById } from './services/find-tenant-by-id.ts';
import { readMemberships } from './services/read-memberships.ts';
import { tellMembers } from './services/tell-members.ts';

/** Who may call what tenants serves. */
export const rpcCallers = {
  ...allowCallers(MembershipsDefinition, ['auth']),
  // Whom a record may be shared with or given to.
  [methodPath(MembershipsDefinition, 'filterMembers')]: ['auth', 'cms', 'crm'],
  ...allowCallers(NotificationsDefinition, ['billing']),
  ...allowCallers(TrustDefinition, ['gateway']),
  ...companyServiceCallers,
};

const feeds = new WeakMap<Runtime, TrustFeed>();

/** Memberships for whoever issues tokens, people in their companies, and the revocations that gateways follow. */
export function rpcServices(runtime: Runtime): RpcService[] {
  const feed = createTrustFeed({
    connection: listeningConnection(runtime),
    snapshot: () => collectRevocations(systemDb(runtime, 'trust')),
    onError: (error) => runtime.log.warn({ err: error }, 'the trust feed lost its connection'),
  });
  feeds.set(runtime, feed);
  return [rpcService(TrustDefinition, { watch: feed.watch }), memberships(runtime), notifications(runtime), companyService(runtime)];
}

/** Background work of the whole service; the trust feed ends with it. */
export async function startWork(runtime: Runtime): Promise<() => Promise<void>> {
  const { provisioner } = backgroundOf(runtime);
  provisioner.start();
  return async () => {
    await Promise.all([feeds.get(runtime)?.stop(), provisioner.stop()]);
  };
}

function notifications({ database }: Runtime): RpcService {
  return rpcService(NotificationsDefinition, {
    async tell(announcement, { requestId }) {
      return { members: await tellMembers(database.platform({ userId: null, requestId }), announcement) };
    },
  });
}

function memberships(runtime: Runtime): RpcService {
  const { database } = runtime;
  return rpcService(MembershipsDefinition, {
    async forUser({ userId }, { requestId }) {
      return { memberships: await readMemberships(database.platform({ userId: null, requestId }), userId) };
    },
    async findTenant({ tenantId }, { requestId }) {
      const tenant = await findTenantById(database.platform({ userId: null, requestId }), tenantId);
      return { tenantId: tenant?.id ?? '', slug: tenant?.slug ?? '', status: tenant?.status ?? '', name: tenant?.name ?? '' };
    },
    async filterMembers({ tenantId, userIds }, { requestId }) {
      return { userIds: await filterMembers(database.platform({ userId: null, requestId }), tenantId, userIds) };
    },
  });
}
