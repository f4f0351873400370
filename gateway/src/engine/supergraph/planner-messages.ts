import type { QueryPlan } from '@apollo/query-planner';

/** To the planner's process, which answers one order before the next is given. */
export type PlannerOrder = LoadOrder | PlanOrder;

/** Comes first, and once. */
export interface LoadOrder {
  readonly kind: 'load';
  readonly sdl: string;
  /** What a plan may take; one that takes more ends the process. */
  readonly maxMegabytes: number;
}

export interface PlanOrder {
  readonly kind: 'plan';
  /** Text of a document that is valid against the API schema. */
  readonly document: string;
  readonly operationName?: string;
}

export type PlannerReply =
  | { readonly kind: 'loaded' }
  | { readonly kind: 'planned'; readonly plan: QueryPlan }
  | { readonly kind: 'failed'; readonly message: string };
