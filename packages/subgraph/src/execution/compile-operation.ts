import {
  getVariableValues,
  isObjectType,
  Kind,
  OperationTypeNode,
  visit,
  type DocumentNode,
  type ExecutionResult,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { Document } from './collect-fields.ts';
import { Run } from './run.ts';
import { Selection } from './selection.ts';

/** What a run knows of its operation. */
export interface Operation extends Document {
  readonly definition: OperationDefinitionNode;
}

export interface ExecutableQuery {
  /** Null where a variable's value does not fit: nothing has run. */
  run(variables: Readonly<Record<string, unknown>>, context: unknown): Promise<ExecutionResult> | null;
}

/**
 * Compiles a query of a valid document, to be run many times. It answers as graphql-js does, whose `execute` finds out
 * for every object anew which fields are asked of it, and waits for promises level by level.
 *
 * Null for what is left to graphql-js: mutations, `@skip` and `@include`, the key `__proto__`, and schemas that tell
 * types by `isTypeOf`.
 */
export function compileOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  definition: OperationDefinitionNode,
): ExecutableQuery | null {
  const root = schema.getQueryType();
  if (!root || definition.operation !== OperationTypeNode.QUERY || isUnusual(document) || usesIsTypeOf(schema)) {
    return null;
  }
  const operation: Operation = { schema, definition, fragments: fragmentsOf(document) };
  const selection = new Selection(operation, root, [definition]);
  const declared = definition.variableDefinitions ?? [];
  return {
    run(inputs, context) {
      const { coerced } = getVariableValues(schema, declared, inputs, { maxErrors: 1 });
      if (!coerced) return null;
      const run = new Run(operation, coerced, context);
      return run.start(selection).then((data) => (run.errors.length > 0 ? { errors: run.errors, data } : { data }));
    },
  };
}

function isUnusual(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Directive() {
      found = true;
    },
    Field({ alias }) {
      // An object of the answer would take it for its prototype.
      if (alias?.value === '__proto__') found = true;
    },
  });
  return found;
}

function usesIsTypeOf(schema: GraphQLSchema): boolean {
  return Object.values(schema.getTypeMap()).some((type) => isObjectType(type) && type.isTypeOf);
}

function fragmentsOf(document: DocumentNode): Record<string, FragmentDefinitionNode> {
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  return Object.fromEntries(fragments.map((fragment) => [fragment.name.value, fragment]));
}
