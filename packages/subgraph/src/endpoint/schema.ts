import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import { shieldMiddleware } from '@tessera/permissions';
import { applyMiddleware } from 'graphql-middleware';
import { parse, type DocumentNode, type GraphQLSchema } from 'graphql';
import type { AnySubgraph } from '../definition.ts';
import { sharedScalars } from '../scalars.ts';

/** Reads `contract/schema.graphql`, the one description of what the subgraph says. */
export function readContract(root: string): DocumentNode {
  return parse(readFileSync(new URL('../contract/schema.graphql', root), 'utf8'));
}

/** One schema, executable in two ways. */
export interface SubgraphSchemas {
  /** As it stands: for operations that the compiled gate has let pass, whole. */
  readonly open: GraphQLSchema;
  /** With the permission table applied to every field as it resolves, also to those reached by `_entities`. */
  readonly guarded: GraphQLSchema;
}

export function buildSchemas(definition: AnySubgraph): SubgraphSchemas {
  const typeDefs = readContract(definition.root);
  const declared = new Set(typeDefs.definitions.map((node) => ('name' in node ? node.name?.value : undefined)));
  const scalars = Object.fromEntries(Object.entries(sharedScalars).filter(([name]) => declared.has(name)));
  const resolvers = { ...scalars, ...definition.resolvers } as GraphQLResolverMap<unknown>;
  const open = buildSubgraphSchema({ typeDefs, resolvers });
  return { open, guarded: applyMiddleware(open, shieldMiddleware(definition.permissions)) };
}
