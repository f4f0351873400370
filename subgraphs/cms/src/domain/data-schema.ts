import { createHash } from 'node:crypto';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { ContentField, FieldKind } from './content-field.ts';
import { MAX_MATCHED } from './safe-pattern.ts';

/** A draft may lack what it needs; what is complete may be shown to readers. */
export type Completeness = 'draft' | 'complete';

const LONGEST: Partial<Record<FieldKind, number>> = { TEXT: 10_000, RICH_TEXT: 200_000, LIST: 1_000 };
const MOST_KEPT = 500;

const ajv = addFormats.default(new Ajv({ allErrors: true, verbose: true, strict: true }), ['date', 'uuid']);
const compiled = new Map<string, ValidateFunction>();

/** The validator of a type's data. Compiling costs milliseconds, so those last used are kept, by what they check. */
export function validatorOf(fields: readonly ContentField[], completeness: Completeness): ValidateFunction {
  const schema = dataSchema(fields, completeness);
  const key = createHash('sha256').update(JSON.stringify(schema)).digest('base64url');
  const known = compiled.get(key);
  const validator = known ?? ajv.compile(schema);
  // The newest last, so that the first is the one that nobody has asked for longest.
  compiled.delete(key);
  compiled.set(key, validator);
  const [oldest] = compiled.keys();
  if (compiled.size > MOST_KEPT && oldest !== undefined) compiled.delete(oldest);
  // Ajv keeps what it compiles by the schema object as well.
  if (!known) ajv.removeSchema(schema);
  return validator;
}

/** A type's fields as JSON Schema, https://json-schema.org/draft-07 */
export function dataSchema(fields: readonly ContentField[], completeness: Completeness): object {
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(fields.map((field) => [field.name, schemaOf(field, completeness)])),
    required: completeness === 'complete' ? fields.filter(({ required }) => required).map(({ name }) => name) : [],
  };
}

function schemaOf(field: ContentField, completeness: Completeness): object {
  const { kind, of } = field;
  // An empty text or list says as little as none.
  const least = field.required && completeness === 'complete' ? 1 : 0;
  const min = Math.max(field.min ?? 0, least);
  const max = field.max ?? LONGEST[kind];
  switch (kind) {
    case 'TEXT':
    case 'RICH_TEXT':
      return { ...valueSchema(field, kind), minLength: min, maxLength: capped(field, max) };
    case 'NUMBER':
      return { type: 'number', ...(field.min !== null && { minimum: field.min }), ...(max !== undefined && { maximum: max }) };
    case 'LIST':
      return { type: 'array', items: valueSchema(field, of ?? 'TEXT'), minItems: min, maxItems: max };
    default:
      return valueSchema(field, kind);
  }
}

function valueSchema(field: ContentField, kind: FieldKind): object {
  switch (kind) {
    case 'TEXT':
      return { type: 'string', maxLength: capped(field, LONGEST.TEXT), ...(field.pattern !== null && { pattern: field.pattern }) };
    case 'RICH_TEXT':
      return { type: 'string', maxLength: LONGEST.RICH_TEXT };
    case 'NUMBER':
      return { type: 'number' };
    case 'BOOLEAN':
      return { type: 'boolean' };
    case 'DATE':
      return { type: 'string', format: 'date' };
    case 'SELECT':
      return { enum: field.options };
    default:
      return { type: 'string', format: 'uuid' };
  }
}

/** What a pattern is asked about is short. */
function capped({ pattern }: ContentField, max = Infinity): number {
  return pattern === null ? max : Math.min(max, MAX_MATCHED);
}
