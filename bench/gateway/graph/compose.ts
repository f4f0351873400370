import { composeServices } from '@apollo/composition';
import { isObjectType, parse } from 'graphql';
import type { MergedTable } from '@tessera/permissions';
import type { BenchSubgraph } from './subgraph.ts';

export interface ComposedGraph {
  readonly supergraphSdl: string;
  /** A rule for every field of every type: whoever holds a role may read it. */
  readonly permissions: MergedTable;
}

const ROLES = ['SUPERADMIN', 'OWNER', 'ADMIN', 'MEMBER', 'VIEWER', 'AUDITOR'] as const;

/** @param urls where each subgraph answers, by its name */
export function composeGraph(subgraphs: readonly BenchSubgraph[], urls: Readonly<Record<string, string>>): ComposedGraph {
  const { supergraphSdl, schema, errors } = composeServices(
    subgraphs.map(({ name, typeDefs }) => ({ name, url: urls[name], typeDefs: parse(typeDefs) })),
  );
  if (errors) throw new Error(errors.map((error) => error.message).join('\n'));
  const types = Object.values(schema.toAPISchema().toGraphQLJSSchema().getTypeMap());
  const coordinates = types
    .filter((type) => isObjectType(type))
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));
  return {
    supergraphSdl,
    permissions: { possibleTypes: {}, rules: Object.fromEntries(coordinates.map((each) => [each, [{ who: ROLES }]])) },
  };
}
