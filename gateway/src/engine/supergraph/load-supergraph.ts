import { createHash } from 'node:crypto';
import {
  DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES,
  operationFromDocument,
  Supergraph as ComposedGraph,
} from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import type { Supergraph } from '../contract.ts';

/**
 * What a supergraph may ask of its gateway. Apollo's default leaves out the specifications of its commercial router,
 * although the planner knows them. `connect` (subgraphs that are REST) stays out: nothing here could run it.
 */
const FEATURES: ReadonlySet<string> = new Set([
  ...DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES,
  ...['authenticated', 'requiresScopes', 'policy', 'context', 'cost', 'cacheTag'].map(
    (name) => `https://specs.apollo.dev/${name}/v0.1`,
  ),
]);

/** Enough for any operation met so far to get its best plan; past it the planner takes the best it has seen. */
const MAX_EVALUATED_PLANS = 1_000;

/**
 * Reads a composed graph for planning and validation. `@authenticated`, `@requiresScopes` and `@policy` are accepted
 * and not enforced: that is the permission table's.
 * @param sdl what composition wrote; its schema is not validated again in full
 * @throws Error that says what is wrong and what to do about it
 */
export function loadSupergraph(sdl: string): Supergraph {
  try {
    return read(sdl);
  } catch (error) {
    throw new Error(`The supergraph cannot be read: ${reasonOf(error)} ${CURE}`, { cause: error });
  }
}

function read(sdl: string): Supergraph {
  const composed = ComposedGraph.build(sdl, { supportedFeatures: new Set(FEATURES), validateSupergraph: false });
  const planner = new QueryPlanner(composed, { debug: { maxEvaluatedPlans: MAX_EVALUATED_PLANS } });
  const api = composed.apiSchema();
  return {
    sdl,
    id: createHash('sha256').update(sdl).digest('hex'),
    apiSchema: api.toGraphQLJSSchema(),
    fullSchema: composed.schema.toGraphQLJSSchema(),
    subgraphs: new Map(composed.subgraphsMetadata().map(({ name, url }) => [name, url])),
    plan: (document, operationName) =>
      planner.buildQueryPlan(operationFromDocument(api, document, { operationName, validate: false })),
  };
}

const CURE =
  'It has to be what composition writes (`npm run compose`, `rover supergraph compose`), for Federation 2, unchanged.';

function reasonOf(error: unknown): string {
  // The library adds the lines of the SDL on lines of their own.
  const message = error instanceof Error ? error.message.trim() : String(error);
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
