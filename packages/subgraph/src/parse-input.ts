import { badInput, notFound } from '@tessera/errors';
import { validate } from 'uuid';
import type { z } from 'zod';

/**
 * Checks an argument by its schema and gives it normalised.
 * @param path the argument's name, which starts the path in the refusal: `input`
 * @throws AppError BAD_USER_INPUT that names the first field that is wrong
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, value: unknown, path = 'input'): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = [path, ...(issue?.path ?? [])].join('.');
  throw badInput(field, `\`${field}\`: ${issue?.message ?? 'It cannot be accepted.'}`);
}

/** The same for an update, which has to name at least one field. */
export function parseChanges<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const changes = parseInput(schema, value);
  const isEmpty = Object.values(changes as object).every((each) => each === undefined);
  if (isEmpty) throw badInput('input', '`input`: Name at least one field to change.');
  return changes;
}

/** An id as the database has it. @throws AppError NOT_FOUND for what cannot be one: it names no row */
export function parseId(what: string, id: string): string {
  if (!validate(id)) throw notFound(what);
  return id.toLowerCase();
}
