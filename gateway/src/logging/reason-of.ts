import { SubgraphFailure } from '../engine/fetch/subgraph-failure.ts';

/** Why a step failed, in a word of ours: messages may hold what neither log lines nor traces should. */
export function reasonOf(failure: unknown): string {
  if (!(failure instanceof Error)) return 'failed';
  return 'reason' in failure ? String(failure.reason) : failure.name;
}

/**
 * What an operator has to know besides to find its cause: the status of an answer that was no GraphQL, the system's code
 * (`ECONNREFUSED`, `CERT_HAS_EXPIRED`), or what was wrong with the answer's HTTP.
 */
export function causeOf(failure: unknown): string | undefined {
  if (!(failure instanceof SubgraphFailure)) return undefined;
  if (failure.status !== undefined) return `HTTP ${failure.status}`;
  const cause = failure.cause as NodeJS.ErrnoException | undefined;
  return cause?.code ?? cause?.message;
}
