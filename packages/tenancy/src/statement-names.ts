import { LRUCache } from 'lru-cache';

/**
 * A server keeps a named statement for the life of its connection, with its plan, so names are given sparingly: lists
 * of every length (IN, createMany) would otherwise fill the server's memory.
 */
const MOST_NAMES = 200;
const LONGEST_TEXT = 4_000;
const MOST_PARAMETERS = 24;
const SEEN_BEFORE = 2;

/**
 * Gives a stable name to the text of a statement that keeps coming back, and none to others. A name spares the server
 * parsing and, mostly, planning: about a third of a small query's cost.
 */
export function createStatementNames(): (text: string, parameters: number) => string | undefined {
  const names = new Map<string, string>();
  const candidates = new LRUCache<string, number>({ max: 1_000 });
  return (text, parameters) => {
    const known = names.get(text);
    if (known) return known;
    if (names.size >= MOST_NAMES || text.length > LONGEST_TEXT || parameters > MOST_PARAMETERS) return undefined;
    const seen = candidates.get(text) ?? 0;
    if (seen < SEEN_BEFORE) {
      candidates.set(text, seen + 1);
      return undefined;
    }
    const name = `tessera_${names.size}`;
    candidates.delete(text);
    names.set(text, name);
    return name;
  };
}
