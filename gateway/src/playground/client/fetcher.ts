import type { Fetcher } from '@graphiql/toolkit';
import { getOperationAST } from 'graphql';
import { fetchWithPlan, noteStream } from './query-plan/last-run.ts';
import { subscribe } from './subscribe.ts';

/** Runs what the editor holds: a subscription as a stream of answers, anything else with its plan. */
export const fetcher: Fetcher = (params, options) => {
  const document = options?.documentAST;
  const operation = document && getOperationAST(document, params.operationName);
  if (operation?.operation !== 'subscription') return fetchWithPlan(params, options);
  noteStream();
  return subscribe(params, options?.headers);
};
