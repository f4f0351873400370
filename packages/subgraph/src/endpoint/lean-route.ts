import type { HttpRequest, HttpResponse } from '@tessera/http';
import type { Claims } from '@tessera/identity';
import { compileSubgraphGate, type PermissionTable } from '@tessera/permissions';
import { execute, type ExecutionResult, type GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import type { BaseContext } from '../definition.ts';
import { createOperationStore, type PreparedOperation } from './operation-store.ts';
import { readFetch, type GatewayFetch } from './read-fetch.ts';
import { resultText, type Format } from './result-text.ts';

export interface LeanRouteOptions {
  /** Without the permission middleware: the gate has asked every rule before anything runs. */
  readonly schema: GraphQLSchema;
  readonly permissions: PermissionTable;
  contextOf(claims: Claims): BaseContext;
  format(formatted: GraphQLFormattedError, error: GraphQLError, requestId: string): GraphQLFormattedError;
}

/** Answers a fetch, or gives null, having run nothing, for whatever it leaves to Apollo Server. */
export type LeanRoute = (request: HttpRequest, claims: Claims) => Promise<HttpResponse | null>;

/** As Apollo Server answers. */
const HEADERS = { 'cache-control': 'no-store', 'content-type': 'application/json; charset=utf-8' } as const;

/**
 * The way of nearly every request: a fetch of the gateway's that is valid and whose caller may have all of it. Its
 * document is parsed, validated and held against the permission table once, and kept by its text. All else (what is
 * malformed, not valid, refused, or of another content type) is Apollo Server's, so that there is one place that says
 * how a subgraph answers such things.
 */
export function createLeanRoute({ schema, permissions, contextOf, format }: LeanRouteOptions): LeanRoute {
  const operations = createOperationStore(schema, compileSubgraphGate(permissions, schema));
  const contextOrNull = (claims: Claims) => {
    try {
      return contextOf(claims);
    } catch {
      // Apollo Server asks again, and tells what is wrong.
      return null;
    }
  };
  return async (request, claims) => {
    const fetch = readFetch(request);
    const operation = fetch && operations.prepare(fetch.query);
    if (!operation || !isMeant(operation, fetch)) return null;
    const variables = fetch.variables ?? {};
    if (operation.gate.check(claims.identity, variables)) return null;
    const context = contextOrNull(claims);
    const result = context && (await run(schema, operation, variables, context));
    return result && answer(result, (formatted, error) => format(formatted, error, claims.requestId));
  };
}

function isMeant({ name }: PreparedOperation, { operationName }: GatewayFetch): boolean {
  return operationName === undefined || operationName === null || operationName === name;
}

/** Null where nothing ran, because a variable's value does not fit. */
async function run(
  schema: GraphQLSchema,
  { document, executable }: PreparedOperation,
  variables: Readonly<Record<string, unknown>>,
  contextValue: BaseContext,
): Promise<ExecutionResult | null> {
  if (executable) return executable.run(variables, contextValue);
  const result = await execute({ schema, document, contextValue, variableValues: variables });
  return result.data === undefined ? null : result;
}

function answer(result: ExecutionResult, format: Format): HttpResponse {
  return { status: 200, headers: HEADERS, body: `${resultText(result, format)}\n` };
}
