import { LRUCache } from 'lru-cache';

/** How many values, and how large they may be together, in the measure of their keeper. */
export interface Room {
  readonly max: number;
  readonly maxSize: number;
}

/**
 * Keeps what was asked for lately in two segments: what was asked for once has little room, and moves to the larger one
 * when it is asked for again. So a flood of values that nobody asks for twice displaces none that are in use, and takes
 * no more memory than the first segment has (segmented LRU: Karedla, Love and Wherry, "Caching strategies to improve
 * disk system performance", 1994).
 */
export class SegmentedCache<Value extends object> {
  readonly #once: LRUCache<string, Value>;
  readonly #again: LRUCache<string, Value>;

  constructor({ once, again }: { readonly once: Room; readonly again: Room }) {
    this.#once = new LRUCache<string, Value>(once);
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
    if (this.#again.has(key)) this.#again.set(key, value, { size });
    else this.#once.set(key, value, { size });
  }

  clear(): void {
    this.#once.clear();
    this.#again.clear();
  }
}
