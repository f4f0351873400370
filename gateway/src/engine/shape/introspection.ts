import {
  executeSync,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { EngineAnswer, Variables } from '../contract.ts';
import { fragmentsOf, usedBy } from '../document.ts';
import { responseName, type Nodes } from './place.ts';

/** Texts of introspection that no variable changes: large, and the same for everyone. */
const KEPT = 8;
const answers = new WeakMap<GraphQLSchema, LRUCache<FieldNode, string>>();

/** Answers one root field of introspection, with the variables of the operation. */
export type Introspect = (variables: Variables) => EngineAnswer;

/** Lets graphql-js answer `__schema` or `__type`, from the schema that clients may see. */
export function compileIntrospection(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  nodes: Nodes,
): Introspect {
  const [first] = nodes;
  const name = responseName(first);
  const { variables: names, fragments } = usedBy(nodes, fragmentsOf(document));
  const variableDefinitions = operation.variableDefinitions?.filter(({ variable }) => names.has(variable.name.value));
  const query: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [
      {
        kind: Kind.OPERATION_DEFINITION,
        operation: OperationTypeNode.QUERY,
        variableDefinitions,
        selectionSet: { kind: Kind.SELECTION_SET, selections: nodes },
      },
      ...fragments,
    ],
  };
  const introspect: Introspect = (variables) => {
    const variableValues = Object.fromEntries(Object.entries(variables).filter(([used]) => names.has(used)));
    const { data, errors = [] } = executeSync({ schema, document: query, variableValues });
    return { data: JSON.stringify(data?.[name] ?? null), errors };
  };
  return names.size > 0 ? introspect : remembered(schema, first, introspect);
}

function remembered(schema: GraphQLSchema, node: FieldNode, introspect: Introspect): Introspect {
  let kept = answers.get(schema);
  if (!kept) answers.set(schema, (kept = new LRUCache({ max: KEPT })));
  const known = kept;
  return (variables) => {
    const text = known.get(node);
    if (text !== undefined) return { data: text, errors: [] };
    const answer = introspect(variables);
    if (answer.errors.length === 0) known.set(node, answer.data);
    return answer;
  };
}
