import type { Logger } from 'pino';
import type { Outcome } from './request-steps.ts';

/** What became of a request: `refused` is the client's doing, `partial` and `failed` are ours. */
export type RequestResult = 'ok' | 'partial' | 'refused' | 'failed';

/** One attempt to ask a subgraph. */
export interface FetchTiming {
  readonly subgraph: string;
  readonly ms: number;
  /** Absent where it succeeded. */
  readonly failure?: string;
  /** What more is known of the failure. */
  readonly cause?: string;
}

/** One line of the log for each request: no values of the client's but the operation's name. */
export interface RequestLine extends Partial<NonNullable<Outcome['journey']>> {
  readonly requestId: string;
  readonly status: number;
  readonly result: RequestResult;
  /** Codes of the errors that the client was told. */
  readonly codes: readonly string[];
  readonly ms: number;
  readonly fetches: readonly FetchTiming[];
  readonly traceId?: string;
}

const LEVELS = { ok: 'info', refused: 'info', partial: 'warn', failed: 'error' } as const;

/** Names are as long as their client likes. */
const LONGEST_NAME = 100;

/** Whether there would be a line, so that it need not be made. */
export function isLogged(log: Logger, result: RequestResult): boolean {
  return log.isLevelEnabled(LEVELS[result]);
}

export function logRequest(log: Logger, line: RequestLine): void {
  const { requestId, context, operation, cost, status, result, codes, ms, fetches, traceId } = line;
  log[LEVELS[result]](
    {
      requestId,
      tenant: context?.identity?.tenantId ?? undefined,
      user: context?.identity?.userId,
      operation: operation?.name?.slice(0, LONGEST_NAME),
      kind: operation?.kind,
      hash: operation?.hash,
      cost,
      status,
      result,
      codes: codes.length > 0 ? codes : undefined,
      ms: rounded(ms),
      fetches: fetches.map((fetch) => ({ ...fetch, ms: rounded(fetch.ms) })),
      traceId,
    },
    'request',
  );
}

const rounded = (ms: number) => Math.round(ms * 100) / 100;
