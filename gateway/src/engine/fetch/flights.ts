import type { Flight } from './flight.ts';

/** Mutations that this process has seen through, of every subgraph. */
let changes = 0;

/** Says that a mutation has ended: whoever asks from now on shall see what it did. */
export function noteChange(): void {
  changes += 1;
}

/** Fetches on their way that others may share: those of the same text for the same caller. */
export class Flights<Cargo> {
  readonly #inFlight = new Map<string, { readonly flight: Flight<Cargo>; readonly since: number }>();

  /**
   * The flight under this key, or a new one. One that set off before a mutation ended is not shared with those who come
   * after it: they could read what was there before.
   */
  join(key: string, launch: () => Flight<Cargo>): Flight<Cargo> {
    const known = this.#inFlight.get(key);
    if (known && known.since === changes && !known.flight.isOver) return known.flight;
    const entry = { flight: launch(), since: changes };
    this.#inFlight.set(key, entry);
    const forget = () => {
      if (this.#inFlight.get(key) === entry) this.#inFlight.delete(key);
    };
    entry.flight.landing.then(forget, forget);
    return entry.flight;
  }
}
