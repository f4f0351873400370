import {
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { DocumentLimit } from './limit-settings.ts';

export type DocumentSize = Readonly<Record<DocumentLimit, number>>;
type SelectionSize = Omit<DocumentSize, 'operations'>;

const NOTHING: SelectionSize = { depth: 0, selections: 0, fragmentSpreads: 0, aliases: 0, rootFields: 0, directives: 0 };

/**
 * Counts what the largest operation of a document selects, with fragments written out. Each fragment is counted once
 * and multiplied, so the time is linear in the document, however many selections it stands for.
 *
 * It runs before validation, whose rules take quadratic time, and so on documents that may be invalid: an unknown
 * fragment counts as empty, and so does the spread that closes a cycle. Validation names both.
 */
export function measureDocument(document: DocumentNode): DocumentSize {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, SelectionSize>();

  const ofFragment = (name: string): SelectionSize => {
    const known = measured.get(name);
    if (known) return known;
    const fragment = fragments.get(name);
    if (!fragment) return NOTHING;
    measured.set(name, NOTHING);
    const size = plusDirectives(ofSelections(fragment.selectionSet), fragment.directives);
    measured.set(name, size);
    return size;
  };
  const ofSelection = (selection: SelectionNode): SelectionSize => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const spread = plusOne(ofFragment(selection.name.value), selection.directives);
      return { ...spread, fragmentSpreads: spread.fragmentSpreads + 1 };
    }
    const inner = selection.selectionSet ? ofSelections(selection.selectionSet) : NOTHING;
    const outer = plusOne(inner, selection.directives);
    if (selection.kind === Kind.INLINE_FRAGMENT) return outer;
    return { ...outer, depth: inner.depth + 1, aliases: inner.aliases + (selection.alias ? 1 : 0), rootFields: 1 };
  };
  const ofSelections = (set: SelectionSetNode): SelectionSize => set.selections.map(ofSelection).reduce(sum, NOTHING);

  // Unused fragments are measured too: validation walks them.
  const roots = document.definitions.map((definition) => {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) return { ...ofFragment(definition.name.value), rootFields: 0 };
    if (definition.kind !== Kind.OPERATION_DEFINITION) return NOTHING;
    const size = plusDirectives(ofSelections(definition.selectionSet), definition.directives);
    return plusDirectives(size, definition.variableDefinitions?.flatMap(({ directives = [] }) => directives));
  });
  const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).length;
  return { ...roots.reduce(largest, NOTHING), operations };
}

type Directives = { readonly length: number } | undefined;

function plusOne(size: SelectionSize, directives: Directives): SelectionSize {
  return plusDirectives({ ...size, selections: size.selections + 1 }, directives);
}

function plusDirectives(size: SelectionSize, directives: Directives): SelectionSize {
  return directives?.length ? { ...size, directives: size.directives + directives.length } : size;
}

function sum(a: SelectionSize, b: SelectionSize): SelectionSize {
  return {
    depth: Math.max(a.depth, b.depth),
    selections: a.selections + b.selections,
    fragmentSpreads: a.fragmentSpreads + b.fragmentSpreads,
    aliases: a.aliases + b.aliases,
    rootFields: a.rootFields + b.rootFields,
    directives: a.directives + b.directives,
  };
}

function largest(a: SelectionSize, b: SelectionSize): SelectionSize {
  return {
    depth: Math.max(a.depth, b.depth),
    selections: Math.max(a.selections, b.selections),
    fragmentSpreads: Math.max(a.fragmentSpreads, b.fragmentSpreads),
    aliases: Math.max(a.aliases, b.aliases),
    rootFields: Math.max(a.rootFields, b.rootFields),
    directives: Math.max(a.directives, b.directives),
  };
}
