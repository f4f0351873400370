import { line, optional } from '@tessera/fields';
import { z } from 'zod';
import { patternProblem } from './safe-pattern.ts';

export const FIELD_KINDS = [
  'TEXT',
  'RICH_TEXT',
  'NUMBER',
  'BOOLEAN',
  'DATE',
  'MEDIA',
  'REFERENCE',
  'SELECT',
  'LIST',
] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];

/** One field of a content type, as it is stored. */
export interface ContentField {
  readonly name: string;
  readonly label: string | null;
  readonly kind: FieldKind;
  readonly required: boolean;
  readonly unique: boolean;
  readonly min: number | null;
  readonly max: number | null;
  readonly pattern: string | null;
  readonly options: readonly string[];
  readonly types: readonly string[];
  readonly of: FieldKind | null;
}

/** What a type is called by readers and references. */
export const typeKey = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,49}$/, 'Use lower-case letters, digits and hyphens, a letter first, at most 50.');

const flag = z.boolean().nullish().transform((value) => value ?? false);
const bound = z.number().nullish().transform((value) => value ?? null);

const contentField = z
  .strictObject({
    name: z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,49}$/, 'Use letters, digits and underscores, a letter first, at most 50.'),
    label: line(100).nullish().transform((value) => value ?? null),
    kind: z.enum(FIELD_KINDS),
    required: flag,
    unique: flag,
    min: bound,
    max: bound,
    pattern: z.string().nullish().transform((value) => value ?? null),
    options: optional(z.array(line(100)).max(200, 'There are more than 200 options.')).transform((value) => value ?? []),
    types: optional(z.array(typeKey).max(50, 'There are more than 50 types.')).transform((value) => value ?? []),
    of: z.enum(FIELD_KINDS).nullish().transform((value) => value ?? null),
  })
  .superRefine((field, context) => {
    for (const [path, message] of problemsOf(field)) context.addIssue({ code: 'custom', path: [path], message });
  });

/** All fields of a type: at least one, each with a name of its own. */
export const contentFields = z
  .array(contentField)
  .min(1, 'Give at least one field.')
  .max(100, 'There are more than 100 fields.')
  .superRefine((fields, context) => {
    const names = new Set<string>();
    fields.forEach(({ name }, index) => {
      if (names.has(name)) context.addIssue({ code: 'custom', path: [index, 'name'], message: 'Another field has that name.' });
      names.add(name);
    });
  });

const UNIQUE_KINDS: readonly FieldKind[] = ['TEXT', 'NUMBER', 'DATE', 'SELECT'];
const MEASURED: readonly FieldKind[] = ['TEXT', 'RICH_TEXT', 'NUMBER', 'LIST'];

/** What makes no sense together: when, the property that has to be changed, and what to do. */
type Check = readonly [isWrong: boolean, property: keyof ContentField, message: string];

function problemsOf(field: ContentField): [property: keyof ContentField, message: string][] {
  const checks = [...checksOfList(field), ...checksOfChoice(field), ...checksOfPattern(field), ...checksOfBounds(field)];
  return checks.filter(([isWrong]) => isWrong).map(([, property, message]) => [property, message]);
}

/** What a value is, or each value of a list. */
const entriesOf = ({ kind, of }: ContentField) => (kind === 'LIST' ? of : kind);

function checksOfList({ kind, of }: ContentField): Check[] {
  const isNested = of === null || of === 'LIST';
  return [
    [kind === 'LIST' && isNested, 'of', 'Say what the entries of the list are; not lists.'],
    [kind !== 'LIST' && of !== null, 'of', 'Only a LIST has entries.'],
  ];
}

function checksOfChoice(field: ContentField): Check[] {
  const { kind, options, types, unique } = field;
  const isSelect = entriesOf(field) === 'SELECT';
  return [
    [isSelect && options.length === 0, 'options', 'Give the options to choose from.'],
    [!isSelect && options.length > 0, 'options', 'Only a SELECT has options.'],
    [new Set(options).size < options.length, 'options', 'An option is given twice.'],
    [entriesOf(field) !== 'REFERENCE' && types.length > 0, 'types', 'Only a REFERENCE leads to types.'],
    [unique && !UNIQUE_KINDS.includes(kind), 'unique', 'Only TEXT, NUMBER, DATE and SELECT can be unique.'],
  ];
}

function checksOfPattern(field: ContentField): Check[] {
  if (field.pattern === null) return [];
  const unsafe = patternProblem(field.pattern);
  return [
    [entriesOf(field) !== 'TEXT', 'pattern', 'Only a TEXT has a pattern.'],
    [unsafe !== null, 'pattern', unsafe ?? ''],
  ];
}

function checksOfBounds({ kind, min, max }: ContentField): Check[] {
  const bounds = [min, max].filter((value) => value !== null);
  const isLength = (value: number) => Number.isInteger(value) && value >= 0;
  return [
    [bounds.length > 0 && !MEASURED.includes(kind), 'min', `A ${kind} has neither min nor max.`],
    [min !== null && max !== null && min > max, 'max', 'It is less than min.'],
    [kind !== 'NUMBER' && !bounds.every(isLength), 'min', 'Lengths are whole numbers from 0.'],
  ];
}

/** The field that gives an item its title: the one named, or else the first TEXT. */
export function titleFieldOf(fields: readonly ContentField[], named: string | null): string | null {
  return named ?? fields.find(({ kind }) => kind === 'TEXT')?.name ?? null;
}
