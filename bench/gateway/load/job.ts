/** One stretch of load on one gateway. */
export interface LoadJob {
  readonly port: number;
  /** The gateway's process, whose CPU time is read when the measured time begins and when it ends. */
  readonly pid: number;
  /** The core it is pinned to; null: none. */
  readonly gatewayCore: number | null;
  /** Sent in turn. */
  readonly queries: readonly string[];
  /** Values of `authorization`, taken in turn. */
  readonly authorizations: readonly string[];
  readonly connections: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** The measured time goes on until this many answers are there. */
  readonly minAnswers: number;
  /** Length that every answer's body must have; null where they differ. */
  readonly expectedBytes: number | null;
}

export interface LoadResult {
  readonly answers: number;
  /** Not 200, or not of the length that the checked answer had. */
  readonly failures: number;
  readonly seconds: number;
  /** CPU time of the gateway's process, all threads, user and system. */
  readonly cpuSeconds: number;
  /** What others used of the gateway's core meanwhile, interrupts included: on a quiet machine next to nothing. */
  readonly foreignSeconds: number;
  readonly rssBytes: number;
  /** Milliseconds from the request being written to the last byte of its answer, as the client sees them. */
  readonly latency: { readonly p50: number; readonly p90: number; readonly p99: number; readonly max: number };
}
