import { createGraphiQLFetcher, type Fetcher } from '@graphiql/toolkit';
import { useSyncExternalStore } from 'react';
import type { ReportedPlan } from '../../../http/graphql/plan-report.ts';
import { fetchAsAccount } from '../session.ts';

/** What the operation that was run last tells of its plan. */
export type LastRun =
  | { readonly kind: 'none' }
  | PlannedRun
  /** A subscription, whose plan runs anew with each event. */
  | { readonly kind: 'streamed' }
  /** The gateway answered before it planned anything. */
  | { readonly kind: 'refused'; readonly messages: readonly string[] }
  /** The gateway does not show plans to this caller. */
  | { readonly kind: 'withheld' };

export interface PlannedRun {
  readonly kind: 'planned';
  /** Which run it was, of this page. */
  readonly number: number;
  /** The operation's; undefined where it has none. */
  readonly name: string | undefined;
  readonly plan: ReportedPlan;
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string }[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

let runs = 0;
let lastRun: LastRun = { kind: 'none' };
const listeners = new Set<() => void>();

export function useLastRun(): LastRun {
  return useSyncExternalStore(subscribe, () => lastRun);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const send = createGraphiQLFetcher({ url: '/graphql', fetch: fetchAsAccount, enableIncrementalDelivery: false });

/**
 * Asks for the plan with every operation, so that the plan which is shown is that of the run which is shown: to ask for it
 * afterwards would run a mutation twice. The answer is shown without it.
 */
export const fetchWithPlan: Fetcher = async (params, options) => {
  if (params.operationName === 'IntrospectionQuery') return send(params, options);
  const asking = { ...params, extensions: { plan: true } };
  const answer = (await send(asking, options)) as Answer;
  const { plan, ...others } = answer.extensions ?? {};
  keep(readRun(answer, plan as ReportedPlan | undefined, params.operationName ?? undefined));
  const extensions = Object.keys(others).length > 0 ? others : undefined;
  return { ...answer, extensions } as Awaited<ReturnType<typeof send>>;
};

export function noteStream(): void {
  keep({ kind: 'streamed' });
}

function readRun({ data, errors = [] }: Answer, plan: ReportedPlan | undefined, name: string | undefined): LastRun {
  if (plan) return { kind: 'planned', number: ++runs, name, plan };
  if (data === undefined) return { kind: 'refused', messages: errors.map(({ message }) => message) };
  return { kind: 'withheld' };
}

function keep(run: LastRun): void {
  lastRun = run;
  listeners.forEach((listener) => listener());
}
