import type { GraphQLError } from 'graphql';
import type { GatewayContext } from '../context.ts';

/** Something that is done for a request, from its start to its end. */
export interface Step {
  /** What the trace goes on under (https://www.w3.org/TR/trace-context); absent where none is kept. */
  readonly traceparent?: string;
  /** @param failure why it did not succeed */
  end(failure?: unknown): void;
}

/** Follows what is done for one request, for its trace and its line in the log. */
export interface RequestSteps {
  plan(): Step;
  /** One attempt: a retry is a step of its own. */
  fetch(subgraph: string): Step;
}

/** What became of one request. */
export interface Outcome {
  /** Of HTTP. */
  readonly status: number;
  /** Absent where the request was refused before it was read; the further it came, the more is known of it. */
  readonly journey?: {
    readonly context: Pick<GatewayContext, 'identity'>;
    readonly operation?: { readonly name: string | undefined; readonly kind: string; readonly hash: string };
    readonly cost?: number;
  };
  readonly errors: readonly GraphQLError[];
  /** Whether the operation ran and `data` came of it. */
  readonly hasData: boolean;
}

/** Follows one request from its arrival to its answer. */
export interface RequestWatch extends RequestSteps {
  /** Goes on to subgraphs in place of the client's; absent where no trace is kept. */
  readonly traceparent: string | undefined;
  finish(outcome: Outcome): void;
}
