import { DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph as ComposedGraph } from '@apollo/federation-internals';

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

/**
 * Reads what composition wrote, for planning and for the schemas; it is not validated again in full.
 * @throws GraphQLError or Error that says what is wrong
 */
export function composedGraph(sdl: string): ComposedGraph {
  return ComposedGraph.build(sdl, { supportedFeatures: new Set(FEATURES), validateSupergraph: false });
}
