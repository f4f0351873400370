import type { WireError } from '../contract.ts';
import type { AskedEntities } from './asked-entities.ts';
import { pathOf, type Path } from './blame.ts';
import { isObject, ownValue } from './own.ts';
import type { RunState } from './program-request.ts';
import type { Selected } from './selected.ts';

/** A value that is null because of an error at it or below it. */
export interface Fallen {
  /** How much of the error's path leads to it. */
  readonly length: number;
  /** What was asked of it. */
  readonly selected: Selected;
}

/** Entities that an error took with it are null for all that was asked of them: that is accounted for. */
export function explainFallen(state: RunState, places: readonly Path[], selected: Selected): void {
  for (const place of places) {
    state.fallen.add(JSON.stringify(place));
    explainBelow(state, place, selected);
  }
}

/** So is what comes to be asked of them later, by a key that has not come. */
export function explainUnasked(state: RunState, entities: AskedEntities, selected: Selected): void {
  if (state.fallen.size === 0) return;
  const places = entities.unasked(state.data).filter((place) => state.fallen.has(JSON.stringify(place)));
  explainFallen(state, places, selected);
}

/**
 * So is what was asked of a value inside an entity that fell. Another fetch may have brought the value, or bring it yet:
 * what it then lacks, in every item where it is a list, is missing because of this error.
 */
export function explainBelow(state: RunState, place: Path, { keys }: Selected): void {
  for (const { name } of keys) state.explained.push([...place, name]);
}

/**
 * What errors made null of an answer's data. To be asked before the data is merged: other parts of the same answer may
 * fill these nulls.
 */
export function fallenBy(errors: readonly WireError[], data: unknown, selected: Selected): ReadonlyMap<WireError, Fallen> {
  const fallen = new Map<WireError, Fallen>();
  for (const error of errors) {
    const found = fallenOn(pathOf(error) ?? [], data, selected);
    if (found) fallen.set(error, found);
  }
  return fallen;
}

/** The first null on an error's path. */
function fallenOn(path: Path, data: unknown, all: Selected): Fallen | undefined {
  let value = data;
  let selected: Selected | undefined = all;
  let length = 0;
  for (; length < path.length && value !== null; length++) {
    const segment = path[length];
    if (typeof segment === 'number') {
      value = Array.isArray(value) ? value[segment] : undefined;
    } else {
      value = isObject(value) ? ownValue(value, String(segment)) : undefined;
      selected = selected?.keys.find(({ name }) => name === segment)?.nested;
    }
  }
  return value === null && selected ? { length, selected } : undefined;
}
