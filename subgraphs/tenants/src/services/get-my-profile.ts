import { notFound } from '@tessera/errors';
import type { UserProfile } from '../../../../prisma/tenants/client/client.ts';
import { findProfile } from './find-profile.ts';
import type { Scope } from './scope.ts';

/** How the caller appears within their tenant. @throws AppError NOT_FOUND for a caller who is no longer a member */
export async function getMyProfile(scope: Scope): Promise<UserProfile> {
  const profile = await findProfile(scope, scope.actor.userId);
  if (!profile) throw notFound('profile');
  return profile;
}
