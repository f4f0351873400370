import type { GatewayContext } from '../../context.ts';
import type { Flight } from './flight.ts';
import type { RequestHeaders } from './request-headers.ts';

/** Mutations that this process has seen through, of every subgraph. */
let changes = 0;

/** Says that a mutation has ended: whoever asks from now on shall see what it did. */
export function noteChange(): void {
  changes += 1;
}

/** A fetch that others may join: those of the same text for the same caller. */
interface Joinable<Cargo> {
  readonly caller: GatewayContext;
  readonly body: string;
  readonly flight: Flight<Cargo>;
  /** `changes` as it set off. */
  readonly since: number;
}

/**
 * Fetches on their way: as many as a subgraph is asked at once and may have waiting. They are searched one by one, as
 * making a key of what tells callers and bodies apart took longer than that, up to 25 µs of each fetch.
 */
export class Flights<Cargo> {
  readonly #isSameCaller: RequestHeaders['isSameCaller'];
  readonly #inFlight: Joinable<Cargo>[] = [];

  constructor(isSameCaller: RequestHeaders['isSameCaller']) {
    this.#isSameCaller = isSameCaller;
  }

  /**
   * A fetch that set off before a mutation ended is not shared with those who come after it: they could read what was
   * there before.
   */
  find(caller: GatewayContext, body: string): Flight<Cargo> | undefined {
    return this.#inFlight.find(
      (each) =>
        each.body.length === body.length &&
        each.since === changes &&
        !each.flight.hasLanded &&
        this.#isSameCaller(each.caller, caller) &&
        each.body === body,
    )?.flight;
  }

  /** @returns how to take it out again, once it has landed */
  add(caller: GatewayContext, body: string, flight: Flight<Cargo>): () => void {
    const entry = { caller, body, flight, since: changes };
    this.#inFlight.push(entry);
    return () => this.#remove(entry);
  }

  #remove(entry: Joinable<Cargo>): void {
    const at = this.#inFlight.indexOf(entry);
    const last = this.#inFlight.pop();
    if (last && last !== entry) this.#inFlight[at] = last;
  }
}
