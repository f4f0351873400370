import { defineValue, isObject, ownValue, type JsonObject } from './own.ts';
import type { Selected } from './selected.ts';
import type { TypeNames } from './type-names.ts';

/**
 * Adds what was selected to an object that other fetches may have filled already. What is there stays: an object wins
 * over a null, because its missing parts are found by the shaping pass. Nested values are taken over, not copied.
 */
export function mergeInto(target: JsonObject, source: JsonObject, selected: Selected, types: TypeNames): void {
  for (const key of selected.keys) {
    const { name, nested } = key;
    const value = key.isInherited ? ownValue(source, name) : source[name];
    if (value === undefined) continue;
    const known = key.isInherited ? ownValue(target, name) : target[name];
    if (known !== undefined && known !== null) {
      if (nested) mergeValue(known, value, nested, types);
      // An `@interfaceObject` knows the interface's name only.
      if (!key.isTypename || types.isConcrete(known)) continue;
    }
    if (key.isInherited) defineValue(target, name, value);
    else target[name] = value;
  }
}

function mergeValue(known: unknown, value: unknown, selected: Selected, types: TypeNames): void {
  if (Array.isArray(known)) {
    if (Array.isArray(value)) mergeLists(known, value, selected, types);
  } else if (isObject(known) && isObject(value)) {
    mergeInto(known, value, selected, types);
  }
}

function mergeLists(known: unknown[], values: readonly unknown[], selected: Selected, types: TypeNames): void {
  for (let at = 0; at < known.length && at < values.length; at++) {
    if (known[at] === null) known[at] = values[at];
    else mergeValue(known[at], values[at], selected, types);
  }
}

/** A copy of what was selected, for a second place: what is merged into one later must not show in the other. */
export function copyOf(object: JsonObject, { keys }: Selected): JsonObject {
  const copy: JsonObject = {};
  for (const { name, nested, isInherited } of keys) {
    const value = isInherited ? ownValue(object, name) : object[name];
    if (value === undefined) continue;
    const copied = nested ? copyOfValue(value, nested) : value;
    if (isInherited) defineValue(copy, name, copied);
    else copy[name] = copied;
  }
  return copy;
}

function copyOfValue(value: unknown, selected: Selected): unknown {
  if (Array.isArray(value)) return value.map((each) => copyOfValue(each, selected));
  return isObject(value) ? copyOf(value, selected) : value;
}
