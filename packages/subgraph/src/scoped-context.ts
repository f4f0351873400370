import { AppError } from '@tessera/errors';
import type { Identity } from '@tessera/identity';
import type { BaseContext, RequestContext } from './definition.ts';

/** What resolvers receive: the caller, and everything services need to act for them. */
export interface ScopedContext<Scope> extends BaseContext {
  /** @throws AppError UNAUTHENTICATED for an anonymous caller */
  readonly scope: Scope;
}

/** A request whose caller is known. */
export type SignedInRequest<Client> = RequestContext<Client> & { readonly identity: Identity };

/** The context of a subgraph whose services all need a caller. The scope is made at its first use, once a request. */
export function scopedContext<Client, Scope>(
  request: RequestContext<Client>,
  createScope: (request: SignedInRequest<Client>) => Scope,
): ScopedContext<Scope> {
  const { identity } = request;
  let scope: { readonly made: Scope } | undefined;
  return {
    identity,
    get scope() {
      if (!identity) throw new AppError('UNAUTHENTICATED', 'Log in first.');
      scope ??= { made: createScope({ ...request, identity }) };
      return scope.made;
    },
  };
}

/**
 * The tenant that a mutation acts in. The gate has refused others already; this holds should a rule ever be wrong.
 * @throws AppError FORBIDDEN for a SUPERADMIN who has entered none
 */
export function requireTenantId({ tenantId }: { readonly tenantId: string | null }): string {
  if (tenantId) return tenantId;
  throw new AppError('FORBIDDEN', 'Enter a tenant first: `enterTenant(tenantId, reason)`.');
}
