import { AppError } from '@tessera/errors';
import type { Identity } from '@tessera/identity';

/** @throws AppError UNAUTHENTICATED when nobody is logged in */
export function requireCaller(scope: { readonly identity: Identity | null }): Identity {
  if (!scope.identity) throw new AppError('UNAUTHENTICATED', 'Log in first.');
  return scope.identity;
}

/** Whether this very user is signed in. A key of theirs is for programs, and does not stand for the person. */
export function isCaller({ identity }: { readonly identity: Identity | null }, userId: string): boolean {
  return identity?.userId === userId && identity.scopes === undefined;
}
