import type { FetchNode, FlattenNode, PlanNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, parse, print, visit } from 'graphql';
import type { SeparatedGraph } from './separate-requirements.ts';
import { splitFetch } from './split-fetch.ts';

/**
 * A plan over a graph with separated requirements as one over the graph itself: made-up fields are those that they stand
 * for, under the made-up names. In `requires`, an alias is the name in what has come, and the name that of the field that
 * the subgraph is to be given. A fetch that would have to give one field twice is made into several.
 */
export function rejoinPlan(plan: QueryPlan, graph: SeparatedGraph): QueryPlan {
  const { node } = plan;
  if (graph.separated.size === 0 || !node) return plan;
  if (node.kind !== 'Subscription') return { ...plan, node: rejoin(node, graph) };
  const primary = rejoinFetch(node.primary, graph);
  return { ...plan, node: { ...node, primary, rest: node.rest && rejoin(node.rest, graph) } };
}

function rejoin(node: PlanNode, graph: SeparatedGraph): PlanNode {
  switch (node.kind) {
    case 'Fetch':
      return rejoinFetch(node, graph);
    case 'Flatten':
      return rejoinFlatten(node, graph);
    case 'Parallel':
    case 'Sequence':
      return { ...node, nodes: node.nodes.map((each) => rejoin(each, graph)) };
    case 'Condition': {
      const { ifClause, elseClause } = node;
      return { ...node, ifClause: ifClause && rejoin(ifClause, graph), elseClause: elseClause && rejoin(elseClause, graph) };
    }
    case 'Defer':
      return node;
  }
}

function rejoinFlatten(flatten: FlattenNode, graph: SeparatedGraph): PlanNode {
  if (flatten.node.kind !== 'Fetch') return { ...flatten, node: rejoin(flatten.node, graph) };
  const [first, ...others] = splitFetch(flatten.node, graph).map((each) => ({ ...flatten, node: rejoinFetch(each, graph) }));
  if (!first) return flatten;
  return others.length === 0 ? first : { kind: 'Parallel', nodes: [first, ...others] };
}

function rejoinFetch(fetch: FetchNode, graph: SeparatedGraph): FetchNode {
  const { operationDocumentNode: _, ...rest } = fetch;
  return { ...rest, operation: rejoinText(fetch.operation, graph), requires: rejoinRequires(fetch.requires, graph) };
}

function rejoinText(operation: string, { separated }: SeparatedGraph): string {
  if (![...separated.keys()].some((name) => operation.includes(name))) return operation;
  const document = visit(parse(operation, { noLocation: true }), {
    Field(node) {
      const original = separated.get(node.name.value);
      if (!original) return undefined;
      const name = { kind: Kind.NAME, value: original.field } as const;
      return { ...node, alias: node.alias ?? node.name, name, arguments: original.arguments };
    },
  });
  return print(document);
}

function rejoinRequires(requires: QueryPlanSelectionNode[] | undefined, graph: SeparatedGraph): QueryPlanSelectionNode[] | undefined {
  return requires?.map((each) => {
    if (each.kind === 'InlineFragment') return { ...each, selections: rejoinRequires(each.selections, graph) ?? [] };
    const original = graph.separated.get(each.name);
    const selections = rejoinRequires(each.selections, graph);
    return original ? { ...each, alias: each.name, name: original.field, selections } : { ...each, selections };
  });
}
