import type { FetchDataRewrite, QueryPlanSelectionNode } from '@apollo/query-planner';
import { isInherited, isObject, ownValue, type JsonObject } from './own.ts';
import { rewritesWithin } from './rewrite-path.ts';
import type { TypeNames } from './type-names.ts';

export interface Representation {
  /**
   * Writes the representation of an entity as JSON text; undefined where the object cannot be asked for: it is of another
   * type, or what it would need has not come.
   */
  textOf(entity: JsonObject): string | undefined;
  /**
   * The fields that make it up where none of them is nested, the one first by which entities differ most; undefined
   * where objects cannot be compared by their fields.
   */
  fieldsOf(entity: JsonObject): readonly string[] | undefined;
}

type Write = (object: JsonObject) => string | undefined;

interface Field {
  /** In what has come. */
  readonly key: string;
  /** In the representation. */
  readonly name: string;
  readonly selections?: readonly QueryPlanSelectionNode[];
}

/** Compiles what a fetch requires of an entity. What an object of one type has to give is worked out once per type. */
export function compileRepresentation(
  requires: readonly QueryPlanSelectionNode[],
  rewrites: readonly FetchDataRewrite[],
  types: TypeNames,
): Representation {
  const compiled = new Map<string, OfType>();
  const ofType = (typename: unknown): OfType | undefined => {
    if (typeof typename !== 'string') return undefined;
    let known = compiled.get(typename);
    if (!known) compiled.set(typename, (known = compileType(typename, requires, rewrites, types)));
    return known;
  };
  return {
    fieldsOf: (entity) => ofType(entity['__typename'])?.fields,
    textOf(entity) {
      try {
        return ofType(entity['__typename'])?.write?.(entity);
      } catch (error) {
        // What a subgraph nests deeper than the stack reaches is no key.
        if (error instanceof RangeError) return undefined;
        throw error;
      }
    },
  };
}

/** What objects of one type have to give. */
interface OfType {
  /** Absent: they are not asked for. */
  readonly write?: Write;
  readonly fields?: readonly string[];
}

function compileType(
  typename: string,
  requires: readonly QueryPlanSelectionNode[],
  rewrites: readonly FetchDataRewrite[],
  types: TypeNames,
): OfType {
  const fields = fieldsOf(typename, requires, types);
  // Without a type name nobody could tell which entity is meant.
  if (!fields.has('__typename')) return {};
  const write = compileObject(typename, fields, rewrites, types);
  const isFlat = [...fields.values()].every(({ key, selections }) => !selections && !isInherited(key));
  if (!isFlat) return { write };
  const isId = (name: string) => (types.isId(typename, name) ? 0 : 1);
  return { write, fields: [...fields.keys()].sort((one, other) => isId(one) - isId(other)) };
}

/** What of a selection applies to objects of a type, fields of several fragments taken together. */
function fieldsOf(
  typename: string | undefined,
  selections: readonly QueryPlanSelectionNode[],
  types: TypeNames,
): Map<string, Field> {
  const fields = new Map<string, Field>();
  addFields(fields, typename, selections, types);
  return fields;
}

function addFields(
  fields: Map<string, Field>,
  typename: string | undefined,
  selections: readonly QueryPlanSelectionNode[],
  types: TypeNames,
): void {
  for (const each of selections) {
    if (each.kind === 'Field') {
      const { name, alias: key = name } = each;
      const known = fields.get(key)?.selections ?? [];
      fields.set(key, { key, name, ...(each.selections && { selections: [...known, ...each.selections] }) });
    } else if (!each.typeCondition || (typename && types.matching(each.typeCondition).has(typename))) {
      addFields(fields, typename, each.selections, types);
    }
  }
}

function compileObject(
  typename: string | undefined,
  fields: ReadonlyMap<string, Field>,
  rewrites: readonly FetchDataRewrite[],
  types: TypeNames,
): Write {
  const applying = rewritesWithin(rewrites, typename, types);
  const writers: Write[] = [];
  for (const field of fields.values()) {
    const rewrite = applying.find(({ path }) => path.length === 1 && path[0] === field.key);
    const name = rewrite?.kind === 'KeyRenamer' ? rewrite.renameKeyTo : field.name;
    const prefix = `${writers.length === 0 ? '{' : ','}${JSON.stringify(name)}:`;
    writers.push(
      rewrite?.kind === 'ValueSetter'
        ? constant(prefix + JSON.stringify(rewrite.setValueTo))
        : compileField(prefix, field, applying, types),
    );
  }
  return inOrder(writers);
}

function constant(text: string): Write {
  return () => text;
}

function inOrder(writers: readonly Write[]): Write {
  return (object) => {
    let text = '';
    for (const write of writers) {
      const part = write(object);
      if (part === undefined) return undefined;
      text += part;
    }
    return `${text}}`;
  };
}

function compileField(
  prefix: string,
  { key, selections }: Field,
  rewrites: readonly FetchDataRewrite[],
  types: TypeNames,
): Write {
  const read = isInherited(key) ? (object: JsonObject) => ownValue(object, key) : (object: JsonObject) => object[key];
  const inner = rewrites.filter(({ path }) => path[0] === key).map((each) => ({ ...each, path: each.path.slice(1) }));
  const write = selections ? compileNested(selections, inner, types) : leafText;
  return (object) => {
    const value = read(object);
    return value === undefined ? undefined : prefix + write(value);
  };
}

function leafText(value: unknown): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

/** A part of a representation that lacks something is null, as the planner's own executor has it. */
function compileNested(
  selections: readonly QueryPlanSelectionNode[],
  rewrites: readonly FetchDataRewrite[],
  types: TypeNames,
): (value: unknown) => string {
  const writers = new Map<string | undefined, Write>();
  const nestedText = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(nestedText).join(',')}]`;
    if (!isObject(value)) return 'null';
    const typename = value['__typename'];
    const key = typeof typename === 'string' ? typename : undefined;
    let write = writers.get(key);
    if (!write) {
      const fields = fieldsOf(key, selections, types);
      write = fields.size === 0 ? constant('{}') : compileObject(key, fields, rewrites, types);
      writers.set(key, write);
    }
    return write(value) ?? 'null';
  };
  return nestedText;
}
