import { AppError } from '@tessera/errors';
import { EventLogDefinition } from '@tessera/rpc';
import { scopedContext, type RequestContext, type ScopedContext, type SignedInRequest } from '@tessera/subgraph';
import type { PrismaClient } from '../../../prisma/superadmin/client/client.ts';
import { auditScope } from './domain/audit-scope.ts';
import { createLoaders } from './loaders/index.ts';
import type { Scope } from './services/scope.ts';

export type Context = ScopedContext<Scope>;

/** Identity → the database as the caller may see it → loaders → the scope that services take. */
export function createContext(request: RequestContext<PrismaClient>): Context {
  return scopedContext(request, createScope);
}

function createScope({ identity, requestId, database, runtime }: SignedInRequest<PrismaClient>): Scope {
  const db = database.forIdentity(identity, requestId, auditScope(identity.role));
  const platform = database.platform({ userId: identity.userId, requestId, actReason: identity.act?.reason });
  const services = Object.keys(runtime.settings.peers).sort();
  return {
    actor: identity,
    db,
    get platform() {
      // The gate has refused everybody else already; this holds should a rule ever be wrong.
      if (identity.role !== 'SUPERADMIN') throw new AppError('FORBIDDEN', 'Only the platform may do this.');
      return platform;
    },
    load: createLoaders(db, platform, services),
    services,
    countLive: async (service, entity) => {
      const answer = await runtime.rpcClient(EventLogDefinition, service).count({ entity }, { requestId });
      return answer.counts;
    },
  };
}
