import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/** How many values, and how large they may be together, in the measure of their keeper. */
export interface Room {
  readonly max: number;
  readonly maxSize: number;
}

/** A name takes about a hundred bytes. */
const REMEMBERED_NAMES = 10_000;

/**
 * Keeps what was asked for lately in two segments: what was asked for once has little room, and moves to the larger one
 * when it is asked for again. So a flood of values that nobody asks for twice displaces none that are in use. Of what
 * the first segment lets go the name is remembered: asked for again later, it is made once more, and then kept (2Q:
 * Johnson and Shasha, "2Q: A Low Overhead High Performance Buffer Management Replacement Algorithm", 1994). So the first
 * segment can be so small that what flows through it dies young, which spares the heap all of it.
 */
export class SegmentedCache<Value extends object> {
  readonly #once: LRUCache<string, Value>;
  readonly #again: LRUCache<string, Value>;
  readonly #names = new LRUCache<string, true>({ max: REMEMBERED_NAMES });

  constructor({ once, again }: { readonly once: Room; readonly again: Room }) {
    const dispose = (_: Value, key: string, reason: string) => {
      if (reason === 'evict') this.#names.set(nameOf(key), true);
    };
    this.#once = new LRUCache<string, Value>({ ...once, dispose });
    this.#again = new LRUCache<string, Value>(again);
  }

  get(key: string): Value | undefined {
    const proven = this.#again.get(key);
    if (proven) return proven;
    const size = this.#once.info(key)?.size;
    const value = this.#once.get(key);
    if (!value) return undefined;
    this.#once.delete(key);
    this.#again.set(key, value, { size });
    return value;
  }

  /** @param size at least 1; what is larger than the first segment is not kept */
  set(key: string, value: Value, size: number): void {
    if (this.#again.has(key) || this.#names.delete(nameOf(key))) this.#again.set(key, value, { size });
    else this.#once.set(key, value, { size });
  }

  clear(): void {
    this.#once.clear();
    this.#again.clear();
    this.#names.clear();
  }
}

const nameOf = (key: string) => hash('sha256', key, 'base64');
