import type { Role } from '@tessera/identity';
import { CustomersDefinition } from '@tessera/rpc';
import { scopedContext, type RequestContext, type ScopedContext, type SignedInRequest } from '@tessera/subgraph';
import type { RowScope } from '@tessera/tenancy';
import type { PrismaClient } from '../../../prisma/billing/client/client.ts';
import { backgroundOf } from './background.ts';
import { createLoaders } from './loaders/index.ts';
import type { Scope } from './services/scope.ts';

export type Context = ScopedContext<Scope>;

/** Which rows each role reaches, as the access table says; the database holds every statement to it. */
const ROW_SCOPES: Readonly<Record<Role, RowScope | null>> = {
  SUPERADMIN: 'all',
  OWNER: 'all',
  ADMIN: 'all',
  MEMBER: 'own',
  VIEWER: null,
  AUDITOR: 'all',
};

/** Identity → the database as the caller may see it → loaders → the scope that services take. */
export function createContext(request: RequestContext<PrismaClient>): Context {
  return scopedContext(request, createScope);
}

function createScope({ identity, requestId, database, runtime }: SignedInRequest<PrismaClient>): Scope {
  const db = database.forIdentity(identity, requestId, ROW_SCOPES[identity.role]);
  const { userId, tenantId } = identity;
  const platform = database.platform({ userId, requestId, ...(tenantId !== null && { tenantId }) });
  return {
    actor: identity,
    db,
    platform,
    load: createLoaders(db, platform),
    background: backgroundOf(runtime),
    async isCustomer(customerId) {
      const customers = runtime.rpcClient(CustomersDefinition, 'crm');
      const { customerIds } = await customers.filter({ tenantId: tenantId ?? '', customerIds: [customerId] }, { requestId });
      return customerIds.includes(customerId);
    },
  };
}
