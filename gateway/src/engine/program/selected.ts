import type { FetchDataRewrite } from '@apollo/query-planner';
import { Kind, type DocumentNode, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';
import { isInherited } from './own.ts';
import { conditionOf } from './rewrite-path.ts';

/**
 * What a fetch brings, by response name. Type conditions are left out: an object of another type lacks the key. Merging
 * goes by this and not by what an answer holds, so that no answer reaches further or deeper than was asked.
 */
export interface Selected {
  readonly keys: readonly SelectedKey[];
}

export interface SelectedKey {
  readonly name: string;
  readonly isTypename: boolean;
  readonly isInherited: boolean;
  /** Absent: a leaf, whose value is taken as it is. */
  readonly nested?: Selected;
}

interface Name {
  readonly isTypename: boolean;
  nested?: Names;
}
type Names = Map<string, Name>;
type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/**
 * Reads a selection set of a document; fragments are followed.
 * @param rewrites what is renamed when it has come is there under both names
 */
export function selectedBy(
  set: SelectionSetNode,
  document: DocumentNode,
  rewrites: readonly FetchDataRewrite[],
): Selected {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of document.definitions) {
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  }
  const names: Names = new Map();
  addNames(names, set, fragments);
  for (const each of rewrites) if (each.kind === 'KeyRenamer') addRenamed(names, each.path, each.renameKeyTo);
  return toSelected(names);
}

/** Response names from the top to each value, joined by dots, as far as the selection reaches. */
export function pathsOf({ keys }: Selected, prefix: string): string[] {
  return keys.flatMap(({ name, nested }) => {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    return nested ? [path, ...pathsOf(nested, path)] : [path];
  });
}

function addNames(names: Names, set: SelectionSetNode, fragments: Fragments): void {
  for (const each of set.selections) {
    if (each.kind === Kind.FIELD) {
      const name = (each.alias ?? each.name).value;
      let known = names.get(name);
      if (!known) names.set(name, (known = { isTypename: each.name.value === '__typename' }));
      if (each.selectionSet) addNames((known.nested ??= new Map()), each.selectionSet, fragments);
    } else {
      const inner = each.kind === Kind.INLINE_FRAGMENT ? each : fragments.get(each.name.value);
      if (inner) addNames(names, inner.selectionSet, fragments);
    }
  }
}

function addRenamed(names: Names, path: readonly string[], to: string): void {
  const [name, ...rest] = path.filter((each) => conditionOf(each) === undefined);
  const known = name === undefined ? undefined : names.get(name);
  if (!known) return;
  if (rest.length > 0) return addRenamed(known.nested ?? new Map(), rest, to);
  const other = names.get(to);
  names.set(to, other ? { ...other, nested: join(other.nested, known.nested) } : known);
}

function join(one: Names | undefined, other: Names | undefined): Names | undefined {
  if (!one || !other) return one ?? other;
  const names: Names = new Map(one);
  for (const [name, { isTypename, nested }] of other) {
    names.set(name, { isTypename, nested: join(one.get(name)?.nested, nested) });
  }
  return names;
}

function toSelected(names: Names): Selected {
  const keys = [...names].map(([name, { isTypename, nested }]) => ({
    name,
    isTypename,
    isInherited: isInherited(name),
    ...(nested && { nested: toSelected(nested) }),
  }));
  return { keys };
}
