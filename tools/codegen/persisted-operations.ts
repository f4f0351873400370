import { createHash } from 'node:crypto';
import type { PluginFunction } from '@graphql-codegen/plugin-helpers';
import { concatAST, Kind, print, separateOperations, type DefinitionNode, type DocumentNode, type OperationDefinitionNode } from 'graphql';

/**
 * Codegen plugin: the manifest of a client's operations, in Apollo's form
 * (https://www.apollographql.com/docs/graphos/platform/security/persisted-queries#manifest-format).
 */
export const plugin: PluginFunction = (_schema, documents) => {
  const all = concatAST(documents.flatMap(({ document }) => (document ? [document] : [])));
  const operations = Object.values(separateOperations(all)).map(entryOf);
  return `${JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations }, null, 2)}\n`;
};

/** What the typed document says of itself: the id under which the manifest lists it. */
export const persistedMeta = (document: DocumentNode) => ({ hash: idOf(textOf(document)) });

function entryOf(document: DocumentNode) {
  const operation = document.definitions.find(isOperation);
  if (!operation?.name) throw new Error(`A persisted operation needs a name: ${print(document)}`);
  const body = textOf(document);
  return { id: idOf(body), name: operation.name.value, type: operation.operation, body };
}

/**
 * The text of a typed document to the character, since the gateway compares texts. Nothing is added to it: a client
 * that adds `__typename` as it sends (Apollo Client does) sends another text, and needs a manifest of its own making.
 */
function textOf({ definitions }: DocumentNode): string {
  const operations = definitions.filter(isOperation).map(print);
  const fragments = definitions.filter((definition) => !isOperation(definition)).map(print);
  return `\n    ${operations.join('\n')}\n    ${fragments.join('\n')}`;
}

const idOf = (text: string) => createHash('sha256').update(text).digest('hex');
const isOperation = (node: DefinitionNode): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION;
