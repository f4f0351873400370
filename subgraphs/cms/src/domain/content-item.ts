import { line, moment, optional, text, type Unchecked } from '@tessera/fields';
import { z } from 'zod';
import { typeKey } from './content-field.ts';
import { isRecord, type ItemData } from './item-data.ts';
import { CONTENT_STATES } from './item-state.ts';
import { localeCode } from './locales.ts';
import { id, slug } from './text.ts';

const data = z.custom<ItemData>(isRecord, 'Give an object with a value for each field.');
const note = text(500);

export const newContentItem = z.strictObject({
  type: typeKey,
  locale: optional(localeCode),
  slug: optional(slug),
  data,
  documentId: optional(z.string()),
  note: optional(note),
  ownerId: optional(id),
});

export const contentItemChanges = z.strictObject({
  slug: slug.optional(),
  data: data.optional(),
  note: optional(note),
  ownerId: id.optional(),
});

export const contentItemFilter = z.strictObject({
  search: optional(line(200)),
  type: optional(z.string()),
  locale: optional(localeCode),
  state: optional(z.array(z.enum(CONTENT_STATES))),
  isPublished: optional(z.boolean()),
  documentId: optional(id),
  ownerId: optional(id),
});

export const publishedItemFilter = z.strictObject({
  search: optional(line(200)),
  data: optional(data),
  publishedFrom: optional(moment),
  publishedBefore: optional(moment),
});

export type NewContentItem = z.input<typeof newContentItem>;
export type ContentItemChanges = Unchecked<z.input<typeof contentItemChanges>>;
export type ContentItemFilter = z.output<typeof contentItemFilter>;
export type PublishedItemFilter = z.output<typeof publishedItemFilter>;
