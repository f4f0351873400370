import { isInherited, isObject, ownValue, type JsonObject } from './own.ts';
import type { TypeNames } from './type-names.ts';

/** Where a fetch belongs in the answer. */
export interface Place {
  /** Response names, without lists and conditions. */
  readonly names: readonly string[];
  /** Adds every object that is there, in the order of the answer. */
  collect(root: JsonObject, into: JsonObject[]): void;
  /** Tells every object that is there with its path, for what is rarely needed: errors, and values of contexts. */
  locate(root: JsonObject, tell: Tell): void;
}

/** @param holders the objects that hold it, from the root down, one for each name of the path */
export type Tell = (
  object: JsonObject,
  path: readonly (string | number)[],
  holders: readonly JsonObject[],
) => void;

type Hop =
  | { readonly kind: 'key'; readonly name: string; readonly isInherited: boolean }
  | { readonly kind: 'each' }
  | { readonly kind: 'only'; readonly names: ReadonlySet<string> };

/** Compiles a plan's path: response names, `@` for each element of a list, and `|[A,B]` for objects of these types. */
export function compilePlace(path: readonly string[], types: TypeNames): Place {
  const hops = path.flatMap((element) => hopsOf(element, types));
  return {
    names: hops.flatMap((hop) => (hop.kind === 'key' ? [hop.name] : [])),
    collect: (root, into) => collect(root, hops, 0, into),
    locate: (root, tell) => locate({ value: root, path: [], holders: [] }, hops, 0, tell),
  };
}

function hopsOf(element: string, types: TypeNames): Hop[] {
  const [, name = '', conditions] = /^(.*?)(?:\|\[(.*)\])?$/s.exec(element) ?? [];
  const hops: Hop[] = [];
  if (name === '@') hops.push({ kind: 'each' });
  else if (name !== '') hops.push({ kind: 'key', name, isInherited: isInherited(name) });
  if (conditions !== undefined) {
    const names = conditions.split(',').flatMap((each) => [...types.matching(each)]);
    hops.push({ kind: 'only', names: new Set(names) });
  }
  return hops;
}

function collect(from: unknown, hops: readonly Hop[], start: number, into: JsonObject[]): void {
  let value = from;
  for (let at = start; at < hops.length; at++) {
    const hop = hops[at] as Hop;
    if (hop.kind === 'each') {
      if (!Array.isArray(value)) return;
      for (const each of value) collect(each, hops, at + 1, into);
      return;
    }
    if (!isObject(value)) return;
    if (hop.kind === 'key') value = hop.isInherited ? ownValue(value, hop.name) : value[hop.name];
    else if (!hop.names.has(value['__typename'] as string)) return;
  }
  if (isObject(value)) into.push(value);
}

interface Reached {
  readonly value: unknown;
  readonly path: readonly (string | number)[];
  readonly holders: readonly JsonObject[];
}

function locate({ value, path, holders }: Reached, hops: readonly Hop[], at: number, tell: Tell): void {
  const hop = hops[at];
  if (hop?.kind === 'each') {
    if (!Array.isArray(value)) return;
    for (const [index, each] of value.entries()) {
      locate({ value: each, path: [...path, index], holders }, hops, at + 1, tell);
    }
    return;
  }
  if (!isObject(value)) return;
  if (!hop) return tell(value, path, holders);
  if (hop.kind === 'key') {
    const next = { value: ownValue(value, hop.name), path: [...path, hop.name], holders: [...holders, value] };
    locate(next, hops, at + 1, tell);
  } else if (hop.names.has(value['__typename'] as string)) {
    locate({ value, path, holders }, hops, at + 1, tell);
  }
}
