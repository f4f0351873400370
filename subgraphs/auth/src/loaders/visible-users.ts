import DataLoader from 'dataloader';
import { validate } from 'uuid';
import { isPlatformWide, type Identity } from '@tessera/identity';
import type { UserRecord } from '../services/open-session.ts';
import type { Db, MembershipsClient } from '../services/scope.ts';

/** What `FilterMembers` takes at once. */
const MAX_BATCH = 1000;

export interface VisibleUsersSource {
  readonly identity: Identity | null;
  readonly requestId: string;
  readonly db: Db;
  readonly memberships: Pick<MembershipsClient, 'filterMembers'>;
}

/**
 * Users by id, as far as the caller may see them: itself; with a tenant also those who are members of it, which tenants
 * is asked for once a batch; a SUPERADMIN outside any tenant sees all. Strangers are null, like users who do not exist.
 */
export function createVisibleUsers(source: VisibleUsersSource): DataLoader<string, UserRecord | null> {
  return new DataLoader(
    async (ids) => {
      const visible = await visibleAmong(source, ids.filter((id) => validate(id)));
      const where = { id: { in: visible } };
      const users = visible.length === 0 ? [] : await source.db.query((prisma) => prisma.user.findMany({ where }));
      const byId = new Map(users.map((user) => [user.id, user]));
      return ids.map((id) => byId.get(id.toLowerCase()) ?? null);
    },
    { maxBatchSize: MAX_BATCH },
  );
}

async function visibleAmong(source: VisibleUsersSource, ids: string[]): Promise<string[]> {
  const { identity, requestId, memberships } = source;
  if (!identity) return [];
  if (isPlatformWide(identity)) return ids;
  const itself = ids.filter((id) => id === identity.userId);
  const others = ids.filter((id) => id !== identity.userId);
  if (identity.tenantId === null || others.length === 0) return itself;
  const request = { tenantId: identity.tenantId, userIds: others };
  const { userIds } = await memberships.filterMembers(request, { requestId });
  return [...itself, ...userIds];
}
