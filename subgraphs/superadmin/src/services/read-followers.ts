import type { Follower } from '../../../../prisma/superadmin/client/client.ts';
import type { Db } from './scope.ts';

export type FollowerStates = ReadonlyMap<string, Follower>;

/** How each service's event log is followed, by service. */
export async function readFollowers(platform: Db): Promise<FollowerStates> {
  const followers = await platform.query((prisma) => prisma.follower.findMany());
  return new Map(followers.map((follower) => [follower.service, follower]));
}
