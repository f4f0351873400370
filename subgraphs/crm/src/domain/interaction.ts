import { clearable, id, line, moment, oneOf, optional, text, type Unchecked } from '@tessera/fields';
import { z } from 'zod';
import { userId } from './fields.ts';
import { RECORD_TYPES } from './record-type.ts';

export const INTERACTION_TYPES = ['CALL', 'EMAIL', 'MEETING', 'NOTE'] as const;

const YEAR_MS = 366 * 24 * 3600 * 1000;

/** A meeting may be planned; a date centuries ahead is a slip of the finger. */
const occurredAt = moment.refine(
  (value) => value.getTime() < Date.now() + YEAR_MS,
  'It is more than a year ahead.',
);

export const newInteraction = z.strictObject({
  recordType: z.enum(RECORD_TYPES),
  recordId: z.string(),
  type: z.enum(INTERACTION_TYPES),
  subject: line(200),
  body: optional(text(10_000)),
  occurredAt: optional(occurredAt),
});

export const interactionChanges = z.strictObject({
  type: oneOf(INTERACTION_TYPES).optional(),
  subject: line(200).optional(),
  body: clearable(text(10_000)),
  occurredAt: occurredAt.optional(),
});

export const interactionFilter = z.strictObject({
  search: optional(line(200)),
  type: optional(z.array(z.enum(INTERACTION_TYPES))),
  recordType: optional(z.enum(RECORD_TYPES)),
  recordId: optional(id),
  authorId: optional(userId),
  occurredFrom: optional(moment),
  occurredBefore: optional(moment),
});

export type NewInteraction = z.input<typeof newInteraction>;
export type InteractionFilter = z.output<typeof interactionFilter>;
export type InteractionChanges = Unchecked<z.input<typeof interactionChanges>>;
