import type { TargetGraph } from './targets.ts';

/** What the target is told: first `serve`, then `watch` before each request and `report` after it. */
export type TargetOrder =
  | { readonly kind: 'serve'; readonly graph: TargetGraph; readonly subgraphUrl: string }
  | { readonly kind: 'watch' }
  | { readonly kind: 'report' };

export type TargetReply =
  | { readonly kind: 'serving'; readonly port: number }
  | { readonly kind: 'watching' }
  | ({ readonly kind: 'report' } & Burden);

/** What one request did to the process, as seen from within it. */
export interface Burden {
  /** The longest turn of the event loop, in the time that its thread had a core: neighbours take from any other. */
  readonly blockMs: number;
  /** The same by the clock. */
  readonly blockWallMs: number;
  /** The most memory that it held of the system, above what it held before. */
  readonly peakMegabytes: number;
  /** The same of the planner's process, which ends when it takes too much. */
  readonly plannerMegabytes: number;
  /** What is still held after garbage collection. */
  readonly retainedMegabytes: number;
}
