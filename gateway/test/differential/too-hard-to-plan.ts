import { GraphQLError } from 'graphql';
import type { PlanningLimits } from '../../src/engine/supergraph/planner-process.ts';

const LIMITS: readonly unknown[] = ['planningMs', 'planningMegabytes'] satisfies (keyof PlanningLimits)[];

/**
 * An operation that the gateway refuses for what planning it would take. There is no answer to compare, and no fault
 * either: Apollo's planner needs gigabytes for some 500 bytes that a generator makes once in thousands.
 */
export class TooHardToPlan extends Error {}

/** Whether an error is the planner's process giving an operation up, and not the operation going wrong. */
export function isTooHardToPlan(error: unknown): boolean {
  return error instanceof GraphQLError && LIMITS.includes(error.extensions['limit']);
}
