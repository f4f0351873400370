import { optional } from '@tessera/fields';
import { z } from 'zod';
import { userId } from './fields.ts';

/** The records that have an owner, can be shared and carry interactions. */
export const RECORD_TYPES = ['CUSTOMER', 'LEAD', 'DEAL'] as const;
export type RecordType = (typeof RECORD_TYPES)[number];

export const RECORD_ACCESS = ['READ', 'WRITE'] as const;
export type RecordAccess = (typeof RECORD_ACCESS)[number];

/** The entity's name under which record_grants and the event log know each type. */
export const ENTITY_OF = {
  CUSTOMER: 'Customer',
  LEAD: 'Lead',
  DEAL: 'Deal',
} as const satisfies Record<RecordType, string>;

/** The word that messages use. */
export const WORD_FOR = {
  CUSTOMER: 'customer',
  LEAD: 'lead',
  DEAL: 'deal',
} as const satisfies Record<RecordType, string>;

/** The other way round. @throws RangeError for a name that is no shared entity's */
export function recordTypeOf(entity: string): RecordType {
  const found = RECORD_TYPES.find((type) => ENTITY_OF[type] === entity);
  if (!found) throw new RangeError(`"${entity}" is not the entity of a shared record.`);
  return found;
}

export const grantFilter = z.strictObject({
  userId: optional(userId),
  access: optional(z.enum(RECORD_ACCESS)),
});
export type GrantFilter = z.output<typeof grantFilter>;
