import type { FetchDataRewrite } from '@apollo/query-planner';
import { defineValue, isObject, ownValue, type JsonObject } from './own.ts';
import { conditionOf } from './rewrite-path.ts';
import type { TypeNames } from './type-names.ts';

/** Applies a fetch's rewrites to one thing that it brought, in place. */
export type Rewrite = (value: unknown) => void;

/** The planner renames what it could not ask for under one name, as of two types; this gives the names back. */
export function compileOutputRewrites(rewrites: readonly FetchDataRewrite[], types: TypeNames): Rewrite | undefined {
  if (rewrites.length === 0) return undefined;
  return (value) => {
    for (const each of rewrites) rewriteAt(value, each, 0, types);
  };
}

/** From the names that the planner made up to those of the client, for the paths of errors. */
export function renamesOf(rewrites: readonly FetchDataRewrite[]): ReadonlyMap<string, string> {
  return new Map(
    rewrites.flatMap((each) => (each.kind === 'KeyRenamer' ? [[each.path.at(-1) ?? '', each.renameKeyTo]] : [])),
  );
}

function rewriteAt(value: unknown, rewrite: FetchDataRewrite, at: number, types: TypeNames): void {
  if (Array.isArray(value)) {
    for (const each of value) rewriteAt(each, rewrite, at, types);
    return;
  }
  const element = rewrite.path[at];
  if (!isObject(value) || element === undefined) return;
  if (at === rewrite.path.length - 1) return rewriteKey(value, element, rewrite);
  const condition = conditionOf(element);
  if (condition === undefined) return rewriteAt(ownValue(value, element), rewrite, at + 1, types);
  const typename = value['__typename'];
  if (typeof typename !== 'string' || types.matching(condition).has(typename)) rewriteAt(value, rewrite, at + 1, types);
}

function rewriteKey(object: JsonObject, key: string, rewrite: FetchDataRewrite): void {
  if (rewrite.kind === 'ValueSetter') return defineValue(object, key, rewrite.setValueTo);
  const value = ownValue(object, key);
  if (value !== undefined) defineValue(object, rewrite.renameKeyTo, value);
}
