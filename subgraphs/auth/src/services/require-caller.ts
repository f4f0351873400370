import { AppError } from '@tessera/errors';
import type { Identity } from '@tessera/identity';

/** @throws AppError UNAUTHENTICATED when nobody is logged in */
export function requireCaller(scope: { readonly identity: Identity | null }): Identity {
  if (!scope.identity) throw new AppError('UNAUTHENTICATED', 'Log in first.');
  return scope.identity;
}
