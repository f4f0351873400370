import { composeServices } from '@apollo/composition';
import { parse, type GraphQLError } from 'graphql';
import { readSdl, type SubgraphFolder } from './subgraphs.ts';

export type Composition =
  | { readonly supergraphSdl: string; readonly hints: readonly string[]; readonly errors?: undefined }
  | { readonly errors: readonly string[] };

/**
 * Composes every subgraph's SDL. The addresses in the result are placeholders (`http://crm.subgraph/graphql`): where a
 * service really listens is the deployment's to say, so that the supergraph is the same everywhere.
 */
export function composeSupergraph(subgraphs: readonly SubgraphFolder[]): Composition {
  const services = subgraphs.map((subgraph) => ({
    name: subgraph.name,
    url: `http://${subgraph.name}.subgraph/graphql`,
    typeDefs: parse(readSdl(subgraph)),
  }));
  const result = composeServices(services);
  if (result.errors) return { errors: result.errors.map(describe) };
  const hints = result.hints
    .filter(({ definition }) => definition.level.name !== 'DEBUG')
    .map(({ definition, message }) => `${definition.code}: ${message.split('\n', 1)[0]}`);
  return { supergraphSdl: `${result.supergraphSdl.trimEnd()}\n`, hints };
}

function describe(error: GraphQLError): string {
  const code = error.extensions['code'];
  const places = (error.nodes ?? []).map((node) => {
    const subgraph = 'subgraph' in node && typeof node.subgraph === 'string' ? node.subgraph : undefined;
    return subgraph && node.loc ? `  subgraphs/${subgraph}/contract/schema.graphql:${node.loc.startToken.line}` : '';
  });
  return [`${typeof code === 'string' ? `${code}: ` : ''}${error.message}`, ...places.filter(Boolean)].join('\n');
}
