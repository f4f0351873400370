import { parentPort } from 'node:worker_threads';
import { parse } from 'graphql';
import { createPlanner } from './create-planner.ts';
import type { PlannerOrder, PlannerReply } from './planner-messages.ts';

/** The thread in which planner-program.ts plans. */
let plan: ReturnType<typeof createPlanner> | undefined;

parentPort?.on('message', (order: PlannerOrder) => {
  // A thread has no origin.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  parentPort?.postMessage(replyTo(order));
});

function replyTo(order: PlannerOrder): PlannerReply {
  try {
    if (order.kind === 'load') {
      plan = createPlanner(order.sdl);
      return { kind: 'loaded' };
    }
    if (!plan) throw new Error('There is no graph to plan for.');
    return { kind: 'planned', plan: plan(parse(order.document, { noLocation: true }), order.operationName) };
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}
