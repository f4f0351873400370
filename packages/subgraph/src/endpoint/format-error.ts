import { unwrapResolverError } from '@apollo/server/errors';
import { ERRORS, isAppError } from '@tessera/errors';
import type { GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';

import { isUnstorableText } from '@tessera/tenancy';

/**
 * An error as the gateway gets it. An AppError keeps its message, code and details. Anything else is a fault: it is
 * logged whole here under the request's id, and the caller learns nothing of it.
 */
export function formatError(
  formatted: GraphQLFormattedError,
  error: unknown,
  { log, requestId }: { readonly log: Logger; readonly requestId: string | undefined },
): GraphQLFormattedError {
  const thrown = unwrapResolverError(error);
  const refusal = isAppError(thrown) ? thrown : (thrown as { originalError?: unknown } | null)?.originalError;
  if (isAppError(refusal) && refusal.code !== 'INTERNAL_SERVER_ERROR') {
    return { ...formatted, message: refusal.message, extensions: { code: refusal.code, ...refusal.details } };
  }
  const code = formatted.extensions?.['code'];
  const isKnown = typeof code === 'string' && code in ERRORS && code !== 'INTERNAL_SERVER_ERROR';
  if (isKnown) return { ...formatted, extensions: { code } };

  // The permission middleware masks what a resolver throws; the fault itself is the cause of that.
  const fault = isAppError(thrown) ? (thrown.cause ?? thrown) : thrown;
  if (isUnstorableText(fault)) return { ...formatted, message: UNSTORABLE, extensions: { code: 'BAD_USER_INPUT' } };
  log.error({ err: fault, path: formatted.path, requestId }, 'a resolver failed');
  return {
    ...formatted,
    message: 'Something failed on our side. The log has the cause under the correlation id.',
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
  };
}

const UNSTORABLE = 'A text holds the character NUL (U+0000), which cannot be stored or compared. Leave it out.';
