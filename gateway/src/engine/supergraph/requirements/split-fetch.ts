import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, parse, print, visit, type DocumentNode, type FieldNode, type SelectionNode, type SelectionSetNode } from 'graphql';
import { operationIn, usedBy } from '../../document.ts';
import type { SeparatedGraph } from './separate-requirements.ts';

/** Fields of an entity that can be asked for together, and the made-up fields that they require. */
interface Company {
  readonly fields: Set<FieldNode>;
  readonly required: Set<string>;
}

/**
 * The fetches that it takes to ask for what one fetch asks for. Fields of one subgraph may require the same field with
 * different arguments; a representation can hold it only once.
 * @param fetch of a plan over a graph with separated requirements
 */
export function splitFetch(fetch: FetchNode, graph: SeparatedGraph): readonly FetchNode[] {
  if (!fetch.requires || !givesTwice(fetch.requires, graph)) return [fetch];
  const document = parse(fetch.operation, { noLocation: true });
  const companies = companiesOf(document, fetch.serviceName, graph);
  return companies.map(({ fields, required }) => ({
    ...fetch,
    operation: print(withOnly(document, fields)),
    requires: requiring(fetch.requires ?? [], required, '', graph),
  }));
}

/** Whether a representation would hold one field twice. */
function givesTwice(requires: readonly QueryPlanSelectionNode[], graph: SeparatedGraph): boolean {
  const byPath = new Map<string, string>();
  return pathsOf(requires, '').some((path) => {
    const real = realPath(path, graph);
    const known = byPath.get(real);
    byPath.set(real, path);
    return known !== undefined && known !== path;
  });
}

function pathsOf(selections: readonly QueryPlanSelectionNode[], prefix: string): string[] {
  return selections.flatMap((each) => {
    if (each.kind === 'InlineFragment') return pathsOf(each.selections, prefix);
    const path = prefix + each.name;
    return [path, ...pathsOf(each.selections ?? [], `${path}.`)];
  });
}

function realPath(path: string, { separated }: SeparatedGraph): string {
  return path
    .split('.')
    .map((name) => separated.get(name)?.field ?? name)
    .join('.');
}

function companiesOf(document: DocumentNode, subgraph: string, graph: SeparatedGraph): readonly Company[] {
  const companies: Company[] = [];
  for (const [typename, field] of entityFields(entitySetOf(document), '')) {
    const required = graph.requiredBy.get(`${subgraph}/${typename}.${field.name.value}`) ?? [];
    let company = companies.find((each) => required.every((path) => fits(path, each, graph)));
    if (!company) companies.push((company = { fields: new Set(), required: new Set() }));
    company.fields.add(field);
    for (const path of required) company.required.add(path);
  }
  return companies;
}

function fits(path: string, { required }: Company, graph: SeparatedGraph): boolean {
  const real = realPath(path, graph);
  return [...required].every((other) => other === path || realPath(other, graph) !== real);
}

/** What `_entities` selects. */
function entitySetOf(document: DocumentNode): SelectionSetNode {
  const [field] = operationIn(document, undefined).selectionSet.selections;
  if (field?.kind !== Kind.FIELD || !field.selectionSet) throw new Error('The planner made a fetch that asks for no entities.');
  return field.selectionSet;
}

function* entityFields({ selections }: SelectionSetNode, typename: string): Generator<[string, FieldNode]> {
  for (const each of selections) {
    if (each.kind === Kind.FIELD) yield [typename, each];
    else if (each.kind === Kind.INLINE_FRAGMENT) yield* entityFields(each.selectionSet, each.typeCondition?.name.value ?? typename);
  }
}

/** The same operation, of an entity's fields some alone. */
function withOnly(document: DocumentNode, fields: ReadonlySet<FieldNode>): DocumentNode {
  const entities = entitySetOf(document);
  const filtered = visit(document, {
    SelectionSet: (set) => (set === entities ? onlyIn(set, fields) : undefined),
  });
  const { variables } = usedBy([operationIn(filtered, undefined).selectionSet], new Map());
  return visit(filtered, {
    VariableDefinition: ({ variable }) => (variables.has(variable.name.value) ? undefined : null),
  });
}

function onlyIn(set: SelectionSetNode, fields: ReadonlySet<FieldNode>): SelectionSetNode {
  const selections = set.selections.flatMap((each): SelectionNode[] => {
    if (each.kind === Kind.FIELD) return fields.has(each) ? [each] : [];
    if (each.kind === Kind.FRAGMENT_SPREAD) return [];
    const selectionSet = onlyIn(each.selectionSet, fields);
    return selectionSet.selections.length > 0 ? [{ ...each, selectionSet }] : [];
  });
  return { ...set, selections };
}

/** What of a representation is needed where only some made-up fields are required. */
function requiring(
  selections: readonly QueryPlanSelectionNode[],
  required: ReadonlySet<string>,
  prefix: string,
  graph: SeparatedGraph,
): QueryPlanSelectionNode[] {
  return selections.flatMap((each): QueryPlanSelectionNode[] => {
    if (each.kind === 'InlineFragment') return [{ ...each, selections: requiring(each.selections, required, prefix, graph) }];
    const path = prefix + each.name;
    if (graph.separated.has(each.name) && !required.has(path)) return [];
    if (!each.selections) return [each];
    const inner = requiring(each.selections, required, `${path}.`, graph);
    return inner.length > 0 ? [{ ...each, selections: inner }] : [];
  });
}
