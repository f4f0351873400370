import { AppError, notFound } from '@tessera/errors';
import type { Scope } from './scope.ts';

/**
 * The owner of a new item: the caller, unless somebody else is named.
 * @throws AppError FORBIDDEN when the caller reaches only its own items, NOT_FOUND for a user of another tenant
 */
export async function chooseOwner(scope: Scope, ownerId: string | undefined): Promise<string> {
  if (ownerId === undefined || ownerId === scope.actor.userId) return scope.actor.userId;
  await checkTransfer(scope, ownerId);
  return ownerId;
}

/**
 * Checks that an item may be given to this user. Undefined: it is not to be given away.
 * @throws AppError as `chooseOwner`
 */
export async function checkTransfer(scope: Scope, ownerId: string | undefined): Promise<void> {
  if (ownerId === undefined) return;
  // Whoever has a mere write grant would otherwise make the item its own.
  if (scope.actor.rowScope !== 'all') throw new AppError('FORBIDDEN', 'Only OWNER and ADMIN choose an item\'s owner.');
  if (!(await scope.isMember(ownerId))) throw notFound('member of this tenant');
}
