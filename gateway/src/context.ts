import type { Identity } from '@tessera/identity';
import type { AppError } from '@tessera/errors';
import type { RateStanding } from './limits/rate.ts';
import type { RequestSteps } from './logging/request-steps.ts';

/** What is known of one client request from its arrival on; every subgraph fetch is made on its behalf. */
export interface GatewayContext {
  /** Null: anonymous, which may do what the permission table opens to anyone. */
  readonly identity: Identity | null;
  /**
   * Why the credential that was sent cannot be accepted. The operation is then refused, unless all it does is to sign
   * in (see admission.ts).
   */
  readonly refusal: AppError | null;
  /** UUID v7 made here; clients see it as `x-request-id` and as `extensions.correlationId` of a masked error. */
  readonly requestId: string;
  readonly clientAddress: string;
  readonly userAgent?: string;
  readonly traceparent?: string;
  /** Milliseconds since the epoch after which the answer is of no use. */
  readonly deadline: number;
  /** Aborted when the client goes away. Made when it is first asked for. */
  readonly signal: AbortSignal;
  /** Headers of the client that are passed on to subgraphs which take unsigned requests. */
  readonly forwarded?: Readonly<Record<string, string>>;
  /** Told what is done for the request. */
  readonly steps?: RequestSteps;
  /** How the caller stood with its limits when the request was last counted. */
  standings?: readonly RateStanding[];
}
