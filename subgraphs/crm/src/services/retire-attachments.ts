import { ENTITY_OF, type RecordType } from '../domain/record-type.ts';
import type { Transaction } from './scope.ts';

/** The property that is set when an interaction is on a record of this type. */
export const PARENT_OF = {
  CUSTOMER: 'customerId',
  LEAD: 'leadId',
  DEAL: 'dealId',
} as const satisfies Record<RecordType, string>;

/**
 * Ends what hangs on a record that has just been deleted: its interactions softly, as it did, and its grants for good.
 * Run it in the transaction that deletes the record.
 */
export async function retireAttachments(
  tx: Transaction,
  type: RecordType,
  recordId: string,
  deletedAt: Date,
): Promise<void> {
  await tx.interaction.updateMany({
    where: { [PARENT_OF[type]]: recordId, deletedAt: null },
    data: { deletedAt, version: { increment: 1 } },
  });
  await tx.recordGrant.deleteMany({ where: { recordType: ENTITY_OF[type], recordId } });
}
