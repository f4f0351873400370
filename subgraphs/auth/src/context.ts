import type { BaseContext, RequestContext } from '@tessera/subgraph';
import type { PrismaClient } from '../../../prisma/auth/client/client.ts';
import { backgroundOf } from './background.ts';
import { authRecordScope } from './domain/row-scope.ts';
import { createLoaders } from './loaders/index.ts';
import { requireCaller } from './services/require-caller.ts';
import type { Scope } from './services/scope.ts';

/** What resolvers receive: the caller, and everything that services need to act for it. */
export interface Context extends BaseContext {
  readonly scope: Scope;
}

/** Identity → the database as the caller may see it → loaders → the scope that services take. */
export function createContext(request: RequestContext<PrismaClient>): Context {
  const { identity, requestId, database, runtime, claims } = request;
  const background = backgroundOf(runtime);
  const db = database.platform({
    userId: identity?.userId ?? null,
    tenantId: identity?.tenantId ?? undefined,
    actReason: identity?.act?.reason,
    requestId,
  });
  const scope: Scope = {
    ...background,
    identity,
    requestId,
    address: claims.clientAddress ?? null,
    userAgent: claims.userAgent ?? null,
    db,
    callerDb() {
      const caller = requireCaller({ identity });
      return database.forIdentity(caller, requestId, authRecordScope(caller.role));
    },
    load: createLoaders({ identity, requestId, db, memberships: background.memberships }),
  };
  return { identity, scope };
}
