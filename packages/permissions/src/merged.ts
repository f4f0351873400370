import type { Rule } from './rule.ts';
import { inherit, type PermissionTable } from './table.ts';

/** The tables of all subgraphs as one, in plain data; what supergraph.permissions.json holds. */
export interface MergedTable {
  /**
   * `Type.field` to the rules of every subgraph that defines it, all of which must pass. An empty list belongs to a
   * type that inherits: whoever reached the object may read the field. What is not listed is refused.
   */
  readonly rules: Readonly<Record<string, readonly Rule[]>>;
  /** Names of the object types behind each interface and union. */
  readonly possibleTypes: Readonly<Record<string, readonly string[]>>;
}

/** The fields that each table covers, by type, as its schema declares them; needed to spell out `inherit`. */
export type FieldsByType = ReadonlyMap<string, readonly string[]>;

/**
 * Puts tables together, coordinate by coordinate, in the order given.
 * A type that one subgraph lets inherit takes the rules that another gives it.
 */
export function mergeRules(
  parts: readonly { readonly table: PermissionTable; readonly fields: FieldsByType }[],
): MergedTable['rules'] {
  const merged = new Map<string, Rule[]>();
  for (const { table, fields } of parts) {
    for (const [typeName, fieldNames] of fields) {
      const rules = table[typeName];
      if (rules === undefined) continue;
      for (const field of fieldNames) {
        const own = rules === inherit ? [] : [rules[field]].filter((rule) => rule !== undefined);
        if (rules !== inherit && own.length === 0) continue;
        addRules(merged, `${typeName}.${field}`, own);
      }
    }
  }
  return Object.fromEntries([...merged].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Equal rules of several subgraphs are one rule. */
function addRules(merged: Map<string, Rule[]>, coordinate: string, rules: readonly Rule[]): void {
  const list = merged.get(coordinate) ?? [];
  const known = new Set(list.map((rule) => JSON.stringify(rule)));
  list.push(...rules.filter((rule) => !known.has(JSON.stringify(rule))));
  merged.set(coordinate, list);
}
