import { Kind, type FragmentDefinitionNode, type GraphQLResolveInfo, type SelectionSetNode } from 'graphql';

/** What an operation asks of a list's rows, so that no more columns are read than are answered. */
export interface Asked {
  /** Names of the rows' fields, whatever their type and condition. */
  readonly asked: ReadonlySet<string>;
}

type FieldNodes = GraphQLResolveInfo['fieldNodes'];

/** Documents are kept and run again: what was found out of one stays with it. */
const found = new WeakMap<FieldNodes, ReadonlySet<string>>();
const joined = new WeakMap<object, object>();

/**
 * A connection's arguments together with the fields that are asked of its rows, by `nodes` and by `edges.node`.
 * Siblings that share their arguments get the same object, by which what follows from it can be kept.
 */
export function withAsked<Args extends object>(args: Args, info: GraphQLResolveInfo): Args & Asked {
  const known = joined.get(args);
  if (known) return known as Args & Asked;
  const request = { ...args, asked: askedOfRows(info) };
  joined.set(args, request);
  return request;
}

function askedOfRows({ fieldNodes, fragments }: GraphQLResolveInfo): ReadonlySet<string> {
  const known = found.get(fieldNodes);
  if (known) return known;
  const ofConnection = selectionsBelow(fieldNodes, fragments);
  const ofEdges = selectionsOf(ofConnection, 'edges', fragments);
  const ofRows = [...selectionsOf(ofConnection, 'nodes', fragments), ...selectionsOf(ofEdges, 'node', fragments)];
  const asked = new Set(ofRows.map(({ name }) => name));
  found.set(fieldNodes, asked);
  return asked;
}

interface AskedField {
  readonly name: string;
  readonly selectionSet: SelectionSetNode | undefined;
}

/** The fields that are asked below all fields of one name. */
function selectionsOf(fields: readonly AskedField[], name: string, fragments: GraphQLResolveInfo['fragments']) {
  return selectionsBelow(fields.filter((field) => field.name === name), fragments);
}

function selectionsBelow(
  fields: readonly { readonly selectionSet?: SelectionSetNode | undefined }[],
  fragments: GraphQLResolveInfo['fragments'],
): AskedField[] {
  const asked: AskedField[] = [];
  const sets = new Set(fields.map(({ selectionSet }) => selectionSet).filter((set) => set !== undefined));
  // A set grows while it is walked; a fragment that is spread twice is walked once.
  for (const { selections } of sets) {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) asked.push({ name: selection.name.value, selectionSet: selection.selectionSet });
      else if (selection.kind === Kind.INLINE_FRAGMENT) sets.add(selection.selectionSet);
      else addFragment(sets, fragments[selection.name.value]);
    }
  }
  return asked;
}

function addFragment(sets: Set<SelectionSetNode>, fragment: FragmentDefinitionNode | undefined): void {
  if (fragment) sets.add(fragment.selectionSet);
}
