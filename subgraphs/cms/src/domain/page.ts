import { line, optional, text, type Unchecked } from '@tessera/fields';
import { z } from 'zod';
import { typeKey } from './content-field.ts';
import { localeCode } from './locales.ts';
import type { TreePage } from './page-tree.ts';
import { slug } from './text.ts';

/** A place in a template where items of some types may stand. */
export interface Region {
  readonly name: string;
  readonly label: string | null;
  /** Keys of types; any when empty. */
  readonly types: readonly string[];
  readonly min: number;
  readonly max: number | null;
}

const region = z
  .strictObject({
    name: typeKey,
    label: line(100).nullish().transform((value) => value ?? null),
    types: optional(z.array(typeKey).max(50, 'There are more than 50 types.')).transform((value) => value ?? []),
    min: z.int().min(0).max(100).nullish().transform((value) => value ?? 0),
    max: z.int().min(1).max(100).nullish().transform((value) => value ?? null),
  })
  .refine(({ min, max }) => max === null || min <= max, { path: ['max'], message: 'It is less than min.' });

const regions = z
  .array(region)
  .min(1, 'Give at least one region.')
  .max(50, 'There are more than 50 regions.')
  .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, 'A region is given twice.');

export const newTemplate = z.strictObject({ key: typeKey, name: line(100), regions });
export const templateChanges = z.strictObject({ name: line(100).optional(), regions: regions.optional() });

const titles = z
  .array(z.strictObject({ locale: localeCode, title: line(200) }))
  .min(1, 'Give a title in at least one locale.')
  .refine((list) => new Set(list.map(({ locale }) => locale)).size === list.length, 'A locale is given twice.')
  .transform((list): Titles => Object.fromEntries(list.map(({ locale, title }) => [locale, title])));

/** By locale. */
export type Titles = Readonly<Record<string, string>>;

/** The home page is at the top, and its slug is empty. */
const pageSlug = z.union([z.literal(''), slug]);

export const newPage = z.strictObject({
  parentId: optional(z.string()),
  template: typeKey,
  slug: pageSlug,
  titles,
  inMenu: optional(z.boolean()),
  note: optional(text(500)),
});

export const pageChanges = z.strictObject({
  template: typeKey.optional(),
  slug: pageSlug.optional(),
  titles: titles.optional(),
  inMenu: z.boolean({ error: 'This cannot be cleared.' }).optional(),
  note: optional(text(500)),
});

export type NewTemplate = z.input<typeof newTemplate>;
export type TemplateChanges = Unchecked<z.input<typeof templateChanges>>;
export type NewPage = z.input<typeof newPage>;
export type PageChanges = Unchecked<z.input<typeof pageChanges>>;

/** What stands in a page's regions: documents by region, in order. */
export type Slots = Readonly<Record<string, readonly string[]>>;

/** A page as its readers see it. */
export interface ShownPage extends TreePage {
  readonly templateId: string;
  readonly titles: Titles;
  readonly inMenu: boolean;
  readonly slots: Slots;
}

/** A document in a region. */
export interface Slot {
  readonly region: string;
  /** From 1. */
  readonly position: number;
  readonly documentId: string;
}

/** By region and order. */
export function slotsIn(slots: Slots): Slot[] {
  const regionsByName = Object.entries(slots).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return regionsByName.flatMap(([name, documents]) => documents.map((documentId, index) => ({ region: name, position: index + 1, documentId })));
}

/** What stands in regions that there are. */
export function withinRegions(slots: Slots, regionsThere: readonly Region[]): Slots {
  const names = new Set(regionsThere.map(({ name }) => name));
  return Object.fromEntries(Object.entries(slots).filter(([name]) => names.has(name)));
}

/** Why a page with these documents cannot be shown to readers; null when it can. */
export function shortage(slots: Slots, regionsThere: readonly Region[]): string | null {
  const short = regionsThere.find(({ name, min }) => (slots[name]?.length ?? 0) < min);
  return short ? `The region ${short.name} has to hold at least ${short.min}: fill it by \`fillPageRegion\`.` : null;
}

/** Why documents of these types cannot stand in a region; null when they can. */
export function regionProblem({ name, types, max }: Region, keys: readonly (string | undefined)[]): string | null {
  if (keys.includes(undefined)) return 'There is no such document, or it is not yours to see.';
  if (max !== null && keys.length > max) return `The region ${name} takes at most ${max}.`;
  const foreign = keys.find((key) => types.length > 0 && key !== undefined && !types.includes(key));
  return foreign === undefined ? null : `The region ${name} takes ${types.join(', ')}, and not ${foreign}.`;
}

/** The title in the first locale of a chain that has one, or else any. */
export function titleIn(given: Titles, chain: readonly string[]): string {
  const locale = chain.find((code) => given[code] !== undefined) ?? Object.keys(given)[0] ?? '';
  return given[locale] ?? '';
}
