import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';

export type Format = (formatted: GraphQLFormattedError, error: GraphQLError) => GraphQLFormattedError;

/** A result as JSON, with errors before data, as Apollo Server writes them. */
export function resultText({ data, errors }: ExecutionResult, format: Format): string {
  return JSON.stringify({ errors: errors?.map((error) => format(describe(error), error)), data });
}

/** As Apollo Server has it before it is formatted. A code that is meant for callers stands in an AppError alone. */
function describe(error: GraphQLError): GraphQLFormattedError {
  return { ...error.toJSON(), extensions: { code: 'INTERNAL_SERVER_ERROR' } };
}
