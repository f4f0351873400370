import { buildASTSchema, Kind, parse, type DocumentNode, type GraphQLSchema } from 'graphql';

/**
 * One subgraph's SDL as a schema whose types keep their directives. An `extend type` without a definition in the same
 * document counts as the definition, as composition takes it too.
 */
export function buildSubgraphSource(sdl: string): GraphQLSchema {
  return buildASTSchema(defineExtendedTypes(parse(sdl)), { assumeValid: true, assumeValidSDL: true });
}

function defineExtendedTypes(document: DocumentNode): DocumentNode {
  const defined = new Set<string>();
  for (const node of document.definitions) if (node.kind === Kind.OBJECT_TYPE_DEFINITION) defined.add(node.name.value);
  const definitions = document.definitions.map((node) => {
    if (node.kind !== Kind.OBJECT_TYPE_EXTENSION || defined.has(node.name.value)) return node;
    defined.add(node.name.value);
    return { ...node, kind: Kind.OBJECT_TYPE_DEFINITION } as const;
  });
  return { ...document, definitions };
}
