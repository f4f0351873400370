import { notFound } from '@tessera/errors';
import { v7 as uuid } from 'uuid';
import { parseId } from '@tessera/subgraph';
import type { RecordGrant } from '../../../../prisma/crm/client/client.ts';
import { ENTITY_OF, type RecordAccess, type RecordType } from '../domain/record-type.ts';
import { findShareableRecord } from './find-record.ts';
import { writerOf, type Scope } from './scope.ts';

/**
 * Gives a member of the tenant access to a record, or changes what was given.
 * @throws AppError NOT_FOUND for a record that the caller may not share, and for a user of another tenant
 */
export async function grantAccess(
  scope: Scope,
  type: RecordType,
  recordId: string,
  granteeId: string,
  access: RecordAccess,
): Promise<RecordGrant> {
  const { tenantId, userId: grantedBy } = writerOf(scope);
  const record = await findShareableRecord(scope, type, recordId);
  const userId = parseId('member of this tenant', granteeId);
  if (!(await scope.isMember(userId))) throw notFound('member of this tenant');
  const key = { tenantId, recordType: ENTITY_OF[type], recordId: record.id, userId };
  return scope.db.query((prisma) =>
    prisma.recordGrant.upsert({
      where: { tenantId_recordType_recordId_userId: key },
      create: { ...key, id: uuid(), access, grantedBy },
      update: { access, grantedBy },
    }),
  );
}
