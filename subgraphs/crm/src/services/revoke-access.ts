import { parseId } from '@tessera/subgraph';
import { ENTITY_OF, type RecordType } from '../domain/record-type.ts';
import { findShareableRecord } from './find-record.ts';
import { writerOf, type Scope } from './scope.ts';

/**
 * Takes back what was given; answers whether there was anything to take.
 * @throws AppError NOT_FOUND for a record that the caller may not share
 */
export async function revokeAccess(
  scope: Scope,
  type: RecordType,
  recordId: string,
  granteeId: string,
): Promise<boolean> {
  writerOf(scope);
  const record = await findShareableRecord(scope, type, recordId);
  const userId = parseId('user', granteeId);
  const where = { recordType: ENTITY_OF[type], recordId: record.id, userId };
  const { count } = await scope.db.query((prisma) => prisma.recordGrant.deleteMany({ where }));
  return count > 0;
}
