import type { Fetcher } from '@graphiql/toolkit';
import { fetchWithPlan, noteStream } from './query-plan/last-run.ts';
import { readOperation } from './read-operation.ts';
import { subscribe } from './subscribe.ts';

/** Runs what the editor holds: a subscription as a stream of answers, anything else with its plan. */
export const fetcher: Fetcher = (params, options) => {
  const { operationName, kind } = readOperation(params);
  const named = { ...params, operationName };
  if (kind !== 'subscription') return fetchWithPlan(named, options);
  noteStream();
  return subscribe(named, options?.headers);
};
