import { Kind, parse, type OperationDefinitionNode } from 'graphql';

interface Sent {
  readonly query: string;
  readonly operationName?: string | null | undefined;
}

interface ReadOperation {
  readonly operationName: string | undefined;
  readonly kind: OperationDefinitionNode['operation'] | undefined;
}

/**
 * Which operation is to run, told by the text that is sent: the editor's own reading of it lags behind what was typed,
 * and for a moment names an operation of the tab that was left. A text with one operation means that one; of several it
 * is the one that is named, or none, and the gateway asks which.
 */
export function readOperation({ query, operationName }: Sent): ReadOperation {
  const operations = operationsIn(query);
  const named = operations.find(({ name }) => name?.value === operationName);
  const meant = operations.length === 1 ? operations[0] : named;
  return { operationName: meant?.name?.value, kind: meant?.operation };
}

function operationsIn(query: string): readonly OperationDefinitionNode[] {
  try {
    return parse(query).definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  } catch {
    return [];
  }
}
