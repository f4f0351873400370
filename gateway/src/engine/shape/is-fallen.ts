import type { ObjectProgram, Source } from './object-program.ts';
import type { Run } from './run.ts';

/**
 * Whether an object, of which no type is known, is null because of an error. A subgraph that fails at a field that must
 * not be null gives no more than null for the whole object, and so never tells its type; that it did so tells that the
 * object is of a type that has such a field.
 * @param couldBe what is asked of the types that it may be
 */
export function isFallen(couldBe: readonly ObjectProgram[], source: Source, run: Run, depth: number): boolean {
  return couldBe.some(({ fields }) =>
    fields.some(({ name, key, isNullable }) => {
      if (isNullable || (Object.hasOwn(source, key) && source[key] !== null)) return false;
      run.path[depth] = name;
      return run.isBlamed(depth + 1);
    }),
  );
}
