import { AppError } from '@tessera/errors';
import { scopedContext, type RequestContext, type ScopedContext, type SignedInRequest } from '@tessera/subgraph';
import type { PrismaClient } from '../../../prisma/tenants/client/client.ts';
import { createLoaders } from './loaders/index.ts';
import { backgroundOf } from './background.ts';
import type { Scope } from './services/scope.ts';

export type Context = ScopedContext<Scope>;

/** Identity → the database as the caller may see it → loaders → the scope that services take. */
export function createContext(request: RequestContext<PrismaClient>): Context {
  return scopedContext(request, createScope);
}

function createScope({ identity, requestId, database, runtime }: SignedInRequest<PrismaClient>): Scope {
  const { userId, role, act } = identity;
  const db = database.forIdentity(identity, requestId, null);
  const platform = role === 'SUPERADMIN' ? database.platform({ userId, requestId, actReason: act?.reason }) : null;
  const reached = platform ?? db;
  return {
    actor: identity,
    db,
    reached,
    get platform() {
      // The gate has refused everybody else already; this holds should a rule ever be wrong.
      if (!platform) throw new AppError('FORBIDDEN', 'Only the platform may do this.');
      return platform;
    },
    load: createLoaders(db, reached),
    limits: runtime.limits,
    ...backgroundOf(runtime),
  };
}
