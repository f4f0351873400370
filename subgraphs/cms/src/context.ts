import type { Role } from '@tessera/identity';
import { memberCheck, scopedContext, type RequestContext, type ScopedContext, type SignedInRequest } from '@tessera/subgraph';
import type { RowScope } from '@tessera/tenancy';
import type { PrismaClient } from '../../../prisma/cms/client/client.ts';
import { createLoaders } from './loaders/index.ts';
import { mediaOf } from './media/media.ts';
import type { Scope } from './services/scope.ts';

export type Context = ScopedContext<Scope>;

/** Which items each role reaches, as the access table says; the database holds every statement to it. */
const ROW_SCOPES: Readonly<Record<Role, RowScope | null>> = {
  SUPERADMIN: 'all',
  OWNER: 'all',
  ADMIN: 'all',
  MEMBER: 'own',
  VIEWER: 'granted',
  AUDITOR: null,
};

/** Identity → the database as the caller may see it → loaders → the scope that services take. */
export function createContext(request: RequestContext<PrismaClient>): Context {
  return scopedContext(request, createScope);
}

function createScope({ identity, requestId, database, runtime }: SignedInRequest<PrismaClient>): Scope {
  const rowScope = ROW_SCOPES[identity.role];
  const db = database.forIdentity(identity, requestId, rowScope);
  return {
    actor: { userId: identity.userId, rowScope },
    db,
    load: createLoaders(db),
    limits: runtime.limits,
    get media() {
      return mediaOf(runtime);
    },
    isMember: memberCheck(runtime, identity, requestId),
  };
}
