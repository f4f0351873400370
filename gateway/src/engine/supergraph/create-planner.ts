import { operationFromDocument } from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlan } from '@apollo/query-planner';
import type { DocumentNode } from 'graphql';
import { composedGraph } from './composed-graph.ts';
import { rejoinPlan } from './requirements/rejoin-plan.ts';
import { separateRequirements } from './requirements/separate-requirements.ts';

/** Enough for any operation met so far to get its best plan; past it the planner takes the best it has seen. */
const MAX_EVALUATED_PLANS = 1_000;

/**
 * Apollo's planner for one graph. Its time is bounded by nothing: where types of an interface share fields between
 * subgraphs, 31 bytes of a query take it hours and all memory. Only trusted operations are planned where they may block.
 * @param sdl what composition wrote
 * @throws Error where a graph cannot be planned for
 * @returns a function that throws what the planner throws
 */
export function createPlanner(sdl: string): (document: DocumentNode, operationName: string | undefined) => QueryPlan {
  const graph = separateRequirements(sdl);
  const composed = composedGraph(graph.sdl);
  const planner = new QueryPlanner(composed, { debug: { maxEvaluatedPlans: MAX_EVALUATED_PLANS } });
  const api = composed.apiSchema();
  return (document, operationName) => {
    const operation = operationFromDocument(api, document, { operationName, validate: false });
    return rejoinPlan(planner.buildQueryPlan(operation), graph);
  };
}
