import type { AskedEntities } from './asked-entities.ts';
import type { Path } from './blame.ts';
import type { RunState } from './program-request.ts';
import type { Selected } from './selected.ts';

/** Entities that an error took with it are null for all that was asked of them: that is accounted for. */
export function explainFallen(state: RunState, places: readonly Path[], selected: Selected): void {
  for (const place of places) {
    state.fallen.add(JSON.stringify(place));
    for (const { name } of selected.keys) state.explained.push([...place, name]);
  }
}

/** So is what comes to be asked of them later, by a key that has not come. */
export function explainUnasked(state: RunState, entities: AskedEntities, selected: Selected): void {
  if (state.fallen.size === 0) return;
  const places = entities.unasked(state.data).filter((place) => state.fallen.has(JSON.stringify(place)));
  explainFallen(state, places, selected);
}
