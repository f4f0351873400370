import type { QueryPlan } from '@apollo/query-planner';
import type { RunObserver } from '../../engine/contract.ts';
import { reasonOf } from '../../logging/reason-of.ts';

/** One request that a run made of a subgraph. */
export interface ReportedRequest {
  readonly subgraph: string;
  /** Which fetches of the plan it carried: their places in the plan's tree, depth first from 0. */
  readonly fetches: readonly number[];
  /** When it was sent, in milliseconds from the start of the run. */
  readonly startMs: number;
  /** Until its answer or its failure, the wait for a connection and a retry included. */
  ms?: number;
  /** A word for why no answer came. */
  failure?: string;
}

/** `extensions.plan`: the plan, and what this run of it asked. */
export interface ReportedPlan extends QueryPlan {
  readonly requests: readonly ReportedRequest[];
}

/** Follows one run for a caller that asked for its plan. */
export class PlanReport implements RunObserver {
  readonly #startedAt = performance.now();
  readonly #requests: ReportedRequest[] = [];

  sent(subgraph: string, fetches: readonly number[]): (failure?: unknown) => void {
    const sentAt = performance.now();
    const request: ReportedRequest = { subgraph, fetches, startMs: rounded(sentAt - this.#startedAt) };
    this.#requests.push(request);
    return (failure) => {
      request.ms = rounded(performance.now() - sentAt);
      if (failure !== undefined) request.failure = reasonOf(failure);
    };
  }

  of(plan: QueryPlan): ReportedPlan {
    return { ...plan, requests: this.#requests };
  }
}

const rounded = (ms: number) => Math.round(ms * 100) / 100;
