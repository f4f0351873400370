import type { Flight } from './flight.ts';

/** Mutations that this process has seen through, of every subgraph. */
let changes = 0;

/** Says that a mutation has ended: whoever asks from now on shall see what it did. */
export function noteChange(): void {
  changes += 1;
}

/** A fetch that others may join: those of the same text for the same caller. */
export interface Joinable<Cargo> {
  readonly body: string;
  readonly flight: Flight<Cargo>;
  /** `changes` as it set off. */
  readonly since: number;
}

/**
 * Fetches on their way, by caller and length of the body. The bodies themselves are compared, not hashed: a Map with
 * bodies of 10 kB as keys took 25 µs of each fetch.
 */
export class Flights<Cargo> {
  readonly #inFlight = new Map<string, Joinable<Cargo>[]>();

  /**
   * A fetch that set off before a mutation ended is not shared with those who come after it: they could read what was
   * there before.
   */
  find(caller: string, body: string): Flight<Cargo> | undefined {
    const isSame = (each: Joinable<Cargo>) => each.since === changes && !each.flight.hasLanded && each.body === body;
    return this.#inFlight.get(caller + body.length)?.find(isSame)?.flight;
  }

  /** @returns how to take it out again, once it has landed */
  add(caller: string, body: string, flight: Flight<Cargo>): () => void {
    const key = caller + body.length;
    const entry = { body, flight, since: changes };
    const beside = this.#inFlight.get(key);
    if (beside) beside.push(entry);
    else this.#inFlight.set(key, [entry]);
    return () => this.#remove(key, entry);
  }

  #remove(key: string, entry: Joinable<Cargo>): void {
    const beside = this.#inFlight.get(key);
    if (!beside) return;
    if (beside.length === 1) this.#inFlight.delete(key);
    else beside.splice(beside.indexOf(entry), 1);
  }
}
