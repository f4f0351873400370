import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { codeTeller, publicExtensions } from '../../errors.ts';
import { foreignLimit } from '../../limits/foreign-limits.ts';
import type { LimitSettings } from '../../limits/limit-settings.ts';
import type { Metrics } from '../../metrics.ts';

export interface FormatErrorOptions {
  readonly production: boolean;
  /** Of subgraphs that are not Tessera's: told as they are, with their messages. */
  readonly errorCodes?: readonly string[];
  readonly limits: LimitSettings;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** @param requestId of the request that the error belongs to */
export type ErrorFormatter = (error: GraphQLError, requestId: string) => GraphQLFormattedError;

const MASKED = 'Something failed on our side. Quote the correlation id to the operator.';

/**
 * An error as clients see it: a code of the registry or one that is named, the extensions that are public, and never a
 * stack trace. A fault carries a correlation id, under which the log has its cause, and in production says nothing else.
 */
export function createErrorFormatter({ production, errorCodes, limits, metrics, log }: FormatErrorOptions): ErrorFormatter {
  const codeOf = codeTeller(errorCodes);
  return (error, requestId) => {
    const { message, locations, path } = error;
    const code = codeOf(error.extensions['code']);
    const exceeded = foreignLimit({ message, code }, limits);
    if (exceeded) return show('LIMIT_EXCEEDED', exceeded.message, { limit: exceeded.limit });
    const extensions = publicExtensions(error.extensions);
    if (code !== 'INTERNAL_SERVER_ERROR') return show(code, message, extensions);
    log.error({ err: error.originalError ?? error, path, requestId }, 'a request failed');
    return show(code, production ? MASKED : message, { ...extensions, correlationId: requestId });

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
