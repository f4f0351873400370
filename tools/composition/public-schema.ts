import { Supergraph } from '@apollo/federation-internals';
import { printSchema, type GraphQLSchema } from 'graphql';

/** The schema that clients see: a supergraph without its routing directives and without what is `@inaccessible`. */
export function publicSchema(supergraphSdl: string): GraphQLSchema {
  return Supergraph.build(supergraphSdl, { validateSupergraph: false }).apiSchema().toGraphQLJSSchema();
}

export function publicSdl(supergraphSdl: string): string {
  return `${printSchema(publicSchema(supergraphSdl))}\n`;
}
