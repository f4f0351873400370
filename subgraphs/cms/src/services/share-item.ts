import { notFound } from '@tessera/errors';
import { parseId } from '@tessera/subgraph';
import { v7 as uuid } from 'uuid';
import { isOwn, writerOf, type Scope } from './scope.ts';

const RECORD_TYPE = 'ContentItem';

/**
 * Gives a member of the tenant access to an item, or changes what was given.
 * @throws AppError NOT_FOUND for an item that the caller may not share, and for a user of another tenant
 */
export async function grantAccess(scope: Scope, itemId: string, granteeId: string, access: 'READ' | 'WRITE'): Promise<boolean> {
  const { tenantId, userId: grantedBy } = writerOf(scope);
  const recordId = await findShareable(scope, itemId);
  const userId = parseId('member of this tenant', granteeId);
  if (!(await scope.isMember(userId))) throw notFound('member of this tenant');
  const key = { tenantId, recordType: RECORD_TYPE, recordId, userId };
  await scope.db.query((prisma) =>
    prisma.recordGrant.upsert({
      where: { tenantId_recordType_recordId_userId: key },
      create: { ...key, id: uuid(), access, grantedBy },
      update: { access, grantedBy },
    }),
  );
  return true;
}

/** Takes back what was given; answers whether there was anything. @throws AppError NOT_FOUND as `grantAccess` */
export async function revokeAccess(scope: Scope, itemId: string, granteeId: string): Promise<boolean> {
  writerOf(scope);
  const recordId = await findShareable(scope, itemId);
  const where = { recordType: RECORD_TYPE, recordId, userId: parseId('member of this tenant', granteeId) };
  const { count } = await scope.db.query((prisma) => prisma.recordGrant.deleteMany({ where }));
  return count > 0;
}

async function findShareable(scope: Scope, itemId: string): Promise<string> {
  const item = await scope.load.contentItem.load(parseId('content item', itemId));
  if (!item || !isOwn(scope, item)) throw notFound('content item');
  return item.id;
}
