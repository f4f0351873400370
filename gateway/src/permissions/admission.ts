import type { ApolloServerPlugin } from '@apollo/server';
import { AppError } from '@tessera/errors';
import { refusalError, type MergedTable } from '@tessera/permissions';
import type { GraphQLSchema } from 'graphql';
import type { GatewayContext } from '../context.ts';
import { asRefusal, toGraphQLError } from '../errors.ts';
import { limitExceeded } from '../limits/limit-error.ts';
import type { LimitSettings } from '../limits/limit-settings.ts';
import { createOperationStore, type OperationStore, type PreparedOperation } from './operations.ts';

export interface AdmissionOptions {
  readonly permissions: MergedTable | null;
  readonly introspection: boolean;
  readonly limits: LimitSettings;
}

/**
 * Decides, between validation and planning, whether an operation may run. What is refused here reaches no subgraph.
 *
 * A credential that is not good refuses every operation, also one that would need none: answering as if nobody had
 * asked would show a signed-in page the anonymous view of the graph, and hide from its client that it has to refresh.
 * The one exception is an operation that does nothing but sign in, since clients send their stale header along.
 */
export function admission({
  permissions,
  introspection,
  limits,
}: AdmissionOptions): ApolloServerPlugin<GatewayContext> {
  let schema: GraphQLSchema | undefined;
  let operations: OperationStore | undefined;
  return {
    requestDidStart: async () => ({
      didResolveOperation: async (request) => {
        if (!request.operation) throw toGraphQLError(unknownOperation(request.request.operationName));
        if (!operations || request.schema !== schema) {
          schema = request.schema;
          operations = createOperationStore(schema, permissions, introspection);
        }
        const key = `${request.queryHash} ${request.operationName ?? ''}`;
        const prepared = prepareOrRefuse(operations, key, request.document, request.operation);
        const variables = request.request.variables ?? {};
        if (prepared.cost(variables) > limits.cost) throw limitExceeded('cost', limits.cost);
        const refusal = refusalFor(prepared, request.contextValue, variables);
        if (refusal) throw toGraphQLError(refusal);
      },
    }),
  };
}

function prepareOrRefuse(operations: OperationStore, ...operation: Parameters<OperationStore['prepare']>) {
  try {
    return operations.prepare(...operation);
  } catch (error) {
    throw asRefusal(error);
  }
}

function refusalFor(
  prepared: PreparedOperation,
  context: GatewayContext,
  variables: Record<string, unknown>,
): AppError | null {
  if (context.refusal && !prepared.signsIn) return context.refusal;
  const refusal = prepared.gate?.check(context.identity, variables);
  return refusal ? refusalError(refusal) : null;
}

function unknownOperation(name: string | null | undefined): AppError {
  const message = name
    ? `The document has no operation "${name}".`
    : 'Name one operation of the document in operationName.';
  return new AppError('OPERATION_RESOLUTION_FAILURE', message);
}
