import { clearable, line, optional, text, type Unchecked } from '@tessera/fields';
import { z } from 'zod';
import { contentFields, typeKey } from './content-field.ts';

export const newContentType = z.strictObject({
  key: typeKey,
  name: line(100),
  description: optional(text(1000)),
  fields: contentFields,
  titleField: optional(z.string()),
  requiresReview: optional(z.boolean()),
});

export const contentTypeChanges = z.strictObject({
  name: line(100).optional(),
  description: clearable(text(1000)),
  fields: contentFields.optional(),
  titleField: clearable(z.string()),
  requiresReview: z.boolean({ error: 'This cannot be cleared.' }).optional(),
});

export const contentTypeFilter = z.strictObject({ search: optional(line(100)), key: optional(typeKey) });

export type NewContentType = z.input<typeof newContentType>;
export type ContentTypeChanges = Unchecked<z.input<typeof contentTypeChanges>>;
export type ContentTypeFilter = z.output<typeof contentTypeFilter>;
