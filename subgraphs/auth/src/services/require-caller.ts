import { AppError } from '@tessera/errors';
import type { Identity } from '@tessera/identity';

/** @throws AppError UNAUTHENTICATED when nobody is logged in */
export function requireCaller(scope: { readonly identity: Identity | null }): Identity {
  if (!scope.identity) throw new AppError('UNAUTHENTICATED', 'Log in first.');
  return scope.identity;
}

/**
 * For what a SUPERADMIN does for the whole platform.
 * @throws AppError UNAUTHENTICATED when nobody is logged in, FORBIDDEN for who is in a tenant
 */
export function requireOutside(scope: { readonly identity: Identity | null }): Identity {
  const caller = requireCaller(scope);
  if (caller.tenantId !== null) throw new AppError('FORBIDDEN', 'Leave this tenant first, with `logout`.');
  return caller;
}

/** Whether this very user is signed in. A key of theirs is for programs, and does not stand for the person. */
export function isCaller({ identity }: { readonly identity: Identity | null }, userId: string): boolean {
  return identity?.userId === userId && identity.scopes === undefined;
}
