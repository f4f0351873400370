import { GraphQLError, type SourceLocation } from 'graphql';

export interface AnswerErrorOptions {
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly originalError?: Error;
}

/**
 * An error with its place in the client's document. graphql-js would search the document anew for each error; a field
 * knows its locations once.
 */
export class AnswerError extends GraphQLError {
  override readonly locations: readonly SourceLocation[] | undefined;

  constructor(message: string, locations: readonly SourceLocation[] | undefined, options: AnswerErrorOptions) {
    super(message, { extensions: { code: 'INTERNAL_SERVER_ERROR' }, ...options });
    this.locations = locations;
  }
}
