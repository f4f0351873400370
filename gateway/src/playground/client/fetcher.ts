import type { Fetcher, FetcherParams } from '@graphiql/toolkit';
import { getOperationAST, parse } from 'graphql';
import { fetchWithPlan, noteStream } from './query-plan/last-run.ts';
import { subscribe } from './subscribe.ts';

/** Runs what the editor holds: a subscription as a stream of answers, anything else with its plan. */
export const fetcher: Fetcher = (params, options) => {
  if (!isSubscription(params)) return fetchWithPlan(params, options);
  noteStream();
  return subscribe(params, options?.headers);
};

/** Told by the text that is sent: the editor's own reading of it, in `options`, lags behind what was typed. */
function isSubscription({ query, operationName }: FetcherParams): boolean {
  try {
    return getOperationAST(parse(query), operationName)?.operation === 'subscription';
  } catch {
    return false;
  }
}
