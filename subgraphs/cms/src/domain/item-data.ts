import { createHash } from 'node:crypto';
import type { ErrorObject } from 'ajv';
import type { ContentField } from './content-field.ts';
import { validatorOf, type Completeness } from './data-schema.ts';
import { mediaInRichText, sanitizeRichText } from './rich-text.ts';

export type ItemData = Readonly<Record<string, unknown>>;

/** What is wrong with an item's data, where, and what would mend it. */
export interface Problem {
  /** For example `data.tags.0`. */
  readonly path: string;
  readonly message: string;
}

export const isRecord = (value: unknown): value is ItemData =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The data with these values put in: null removes one, and what is not named stays. */
export function merged(data: ItemData, changes: ItemData): ItemData {
  return Object.fromEntries(Object.entries({ ...data, ...changes }).filter(([, value]) => value !== null));
}

/** As it is stored: of rich text only what formats text is kept. What is of the wrong kind stays, to be refused. */
export function cleaned(fields: readonly ContentField[], data: ItemData): ItemData {
  const kinds = new Map(fields.map((field) => [field.name, field]));
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, cleanedValue(kinds.get(name), value)]));
}

function cleanedValue(field: ContentField | undefined, value: unknown): unknown {
  if (field?.kind === 'RICH_TEXT') return typeof value === 'string' ? sanitizeRichText(value) : value;
  if (field?.kind === 'LIST' && field.of === 'RICH_TEXT' && Array.isArray(value)) {
    return value.map((each: unknown) => (typeof each === 'string' ? sanitizeRichText(each) : each));
  }
  return value;
}

/** Everything that is wrong with the data for items of these fields; empty when nothing is. */
export function problemsOf(fields: readonly ContentField[], data: ItemData, completeness: Completeness): Problem[] {
  return checkOf(fields, completeness)(data);
}

/** The same for many items. */
export function checkOf(fields: readonly ContentField[], completeness: Completeness): (data: ItemData) => Problem[] {
  const validate = validatorOf(fields, completeness);
  return (data) => {
    if (!validate(data)) return (validate.errors ?? []).map(problemOf);
    return isStorable(data) ? [] : [{ path: 'data', message: 'A text has a NUL or half a character; remove it.' }];
  };
}

/** PostgreSQL's jsonb has no place for NUL, nor for one half of a surrogate pair. */
function isStorable(data: ItemData): boolean {
  let isFit = true;
  JSON.stringify(data, (_key, value: unknown) => {
    if (typeof value === 'string') isFit &&= value.isWellFormed() && !value.includes('\u0000');
    return value;
  });
  return isFit;
}

function problemOf(error: ErrorObject): Problem {
  const place = error.instancePath.split('/').slice(1);
  const { missingProperty, additionalProperty } = error.params as { missingProperty?: string; additionalProperty?: string };
  const named = missingProperty ?? additionalProperty;
  return { path: ['data', ...place, ...(named === undefined ? [] : [named])].join('.'), message: messageOf(error) };
}

/** Names the cure. */
function messageOf({ keyword, params }: ErrorObject): string {
  const { limit, type, allowedValues, pattern, format } = params as Record<string, unknown>;
  switch (keyword) {
    case 'required':
      return 'It is missing: give it a value.';
    case 'additionalProperties':
      return 'The type has no such field: remove it, or add the field to the type.';
    case 'type':
      return `It has to be a ${String(type) === 'array' ? 'list' : String(type)}.`;
    case 'minLength':
      return limit === 1 ? 'It is empty: give it a value.' : `Give it at least ${String(limit)} characters.`;
    case 'maxLength':
      return `Shorten it to ${String(limit)} characters.`;
    case 'minimum':
      return `Give at least ${String(limit)}.`;
    case 'maximum':
      return `Give at most ${String(limit)}.`;
    case 'minItems':
      return `Give at least ${String(limit)} entries.`;
    case 'maxItems':
      return `Leave at most ${String(limit)} entries.`;
    case 'enum':
      return `Choose one of: ${(allowedValues as readonly string[]).join(', ')}.`;
    case 'pattern':
      return `It has to match ${String(pattern)}.`;
    default:
      return format === 'date' ? 'Give a day, such as 2026-11-21.' : 'Give an id.';
  }
}

/** A REFERENCE or MEDIA in an item's data. */
export interface Reference {
  readonly path: string;
  readonly field: string;
  /** Of a document, or of a media file. */
  readonly id: string;
  /** Keys of the types that it may lead to; any when empty. */
  readonly types: readonly string[];
}

/** Where the data of a valid item leads, in the order of the fields. */
export function referencesIn(
  fields: readonly ContentField[],
  data: ItemData,
  kind: 'REFERENCE' | 'MEDIA' = 'REFERENCE',
): Reference[] {
  return fields.flatMap((field) => {
    const { name, types } = field;
    if ((field.kind === 'LIST' ? field.of : field.kind) !== kind) return [];
    return valuesOf(data[name]).map(([id, place]) => {
      return { path: `data.${name}${place}`, field: name, id: id.toLowerCase(), types };
    });
  });
}

/** The media files that the data of a valid item holds: in MEDIA fields, and by their addresses in rich text. */
export function mediaIn(fields: readonly ContentField[], data: ItemData, tenantId: string): Reference[] {
  const texts = fields.filter(({ kind, of }) => (kind === 'LIST' ? of : kind) === 'RICH_TEXT');
  const embedded = texts.flatMap(({ name, types }) =>
    valuesOf(data[name]).flatMap(([html, place]) =>
      mediaInRichText(html, tenantId).map((id) => ({ path: `data.${name}${place}`, field: name, id, types })),
    ),
  );
  return [...referencesIn(fields, data, 'MEDIA'), ...embedded];
}

function valuesOf(value: unknown): [value: string, place: string][] {
  if (typeof value === 'string') return [[value, '']];
  return Array.isArray(value) ? value.map((each, index) => [String(each), `.${index}`]) : [];
}

/** A value that no other item of the type and locale may have. */
export interface Claim {
  readonly field: string;
  readonly value: string;
}

/** What an item with this slug and data claims; `slug` is a unique field of every type. */
export function claimsOf(fields: readonly ContentField[], slug: string, data: ItemData): Claim[] {
  const unique = fields.filter((field) => field.unique && data[field.name] !== undefined);
  return [{ field: 'slug', value: slug }, ...unique.map(({ name }) => ({ field: `data.${name}`, value: claimed(data[name]) }))];
}

/** Long values are told apart by their hash: an index has a place for some hundred characters only. */
function claimed(value: unknown): string {
  const plain = JSON.stringify(value);
  return plain.length <= 200 ? plain : `sha256:${createHash('sha256').update(plain).digest('hex')}`;
}

/** The values of those fields alone that the type still has: what readers get after a field went. */
export function known(fields: readonly ContentField[], data: ItemData): ItemData {
  return Object.fromEntries(fields.filter(({ name }) => name in data).map(({ name }) => [name, data[name]]));
}
