import type { Clock } from '../clock.ts';
import type { Db } from '../scope.ts';

/** A line for people to read. */
export interface Announcement {
  readonly tenantId: string;
  /** The notice's id: told twice, it is told once. */
  readonly key: string;
  readonly kind: string;
  readonly message: string;
  readonly roles: string[];
}

/** Leaves people of a tenant a line to read. Idempotent by key. @throws when they cannot be told now */
export type Tell = (announcement: Announcement) => Promise<void>;

const MOST = 100;

/** Whoever decides about the tenant's money hears of it. */
const ROLES = ['OWNER', 'ADMIN'];

/**
 * Delivers what was written with the failures that it tells of. A notice that was told and not marked, because the
 * process ended between the two, is told again under the same key, and so once. Replicas may meet: the same holds.
 * @throws what kept a notice from being delivered; it stays, and is tried again
 */
export async function deliverNotices({ db, clock, tell }: { readonly db: Db; readonly clock: Clock; readonly tell: Tell }): Promise<void> {
  const where = { deliveredAt: null };
  const notices = await db.query((prisma) => prisma.notice.findMany({ where, orderBy: { createdAt: 'asc' }, take: MOST }));
  for (const { tenantId, id, kind, message } of notices) {
    await tell({ tenantId, key: id, kind, message, roles: ROLES });
    const told = { where: { tenantId, id }, data: { deliveredAt: clock.now() } };
    await db.query((prisma) => prisma.notice.updateMany(told));
  }
}
