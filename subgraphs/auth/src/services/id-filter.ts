import { NIL, validate } from 'uuid';

/**
 * A condition on an id column; none when no id was given. Text that is no UUID is the id of nothing, like an id that
 * does not exist, and must not become an error of the database's.
 */
export function idFilter<Field extends string>(field: Field, id: string | null | undefined): { [F in Field]?: string } {
  if (id === null || id === undefined) return {};
  return { [field]: validate(id) ? id : NIL } as { [F in Field]?: string };
}
