import { unwrapResolverError } from '@apollo/server/errors';
import type { GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { publicExtensions, registryCode } from '../errors.ts';
import { foreignLimit } from '../limits/foreign-limits.ts';
import type { LimitSettings } from '../limits/limit-settings.ts';
import type { Metrics } from '../metrics.ts';
import { requestScope } from './request-scope.ts';

export interface FormatErrorOptions {
  readonly production: boolean;
  readonly limits: LimitSettings;
  readonly metrics: Metrics;
  readonly log: Logger;
}

const MASKED = 'Something failed on our side. Quote the correlation id to the operator.';
/** Apollo Server hides suggestions of its validation, but not those about the values of variables. */
const SUGGESTION = / Did you mean [^?]*\?/g;

/** Apollo Server gives status 400 and no code where a persisted query's hash or version is not right. */
function isBadRequest(error: unknown): boolean {
  const thrown = error as { extensions?: { code?: unknown; http?: { status?: unknown } } } | null;
  return thrown?.extensions?.code === undefined && thrown?.extensions?.http?.status === 400;
}

/**
 * An error as clients see it: a code of the registry, the extensions that are public, and never a stack trace. A fault
 * carries a correlation id, under which the log has its cause, and in production says nothing else.
 */
export function createErrorFormatter({ production, limits, metrics, log }: FormatErrorOptions) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const { message, locations, path } = formatted;
    const code = isBadRequest(error) ? 'BAD_REQUEST' : registryCode(formatted.extensions?.['code']);
    const exceeded = foreignLimit({ message, code }, limits);
    if (exceeded) return show('LIMIT_EXCEEDED', exceeded.message, { limit: exceeded.limit });
    const extensions = publicExtensions(formatted.extensions ?? {});
    if (code !== 'INTERNAL_SERVER_ERROR') {
      return show(code, production ? message.replace(SUGGESTION, '') : message, extensions);
    }
    const correlationId = requestScope.getStore()?.requestId;
    log.error({ err: unwrapResolverError(error), path, requestId: correlationId }, 'a request failed');
    return show(code, production ? MASKED : message, { ...extensions, correlationId });

    function show(shownCode: string, text: string, shown: Record<string, unknown>): GraphQLFormattedError {
      metrics.count('tessera_gateway_errors_total', { code: shownCode });
      return {
        message: text,
        ...(locations ? { locations } : {}),
        ...(path ? { path } : {}),
        extensions: { ...shown, code: shownCode },
      };
    }
  };
}
