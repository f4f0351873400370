import { Worker } from 'node:worker_threads';
import type { LoadOrder, PlannerOrder, PlannerReply } from './planner-messages.ts';

/**
 * The program of the process that planner-process.ts starts, with the thread's file. It plans in a thread, over whose memory it watches: the
 * engine's own limits are overshot by as much as one array is long.
 */
const LOOK_EVERY_MS = 10;
const MEGABYTE = 1024 * 1024;
/** For what is garbage soon: it shall not look like what is needed. */
const YOUNG_MEGABYTES = 8;

const [threadFile = ''] = process.argv.slice(2);
let thread: Worker | undefined;
let maxBytes = Infinity;
let watch: NodeJS.Timeout | undefined;

process.on('message', (order: PlannerOrder) => {
  if (order.kind === 'load') load(order);
  else watchMemory();
  // A thread has no origin.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  thread?.postMessage(order);
});
// Also in the middle of a plan that does not end.
process.on('disconnect', () => process.exit());

function load({ maxMegabytes }: LoadOrder): void {
  maxBytes = maxMegabytes * MEGABYTE;
  thread = new Worker(threadFile, {
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
  });
  thread.on('error', () => process.exit(1));
  thread.on('message', (reply: PlannerReply) => {
    clearInterval(watch);
    process.send?.(reply);
  });
}

function watchMemory(): void {
  const before = process.memoryUsage.rss();
  watch = setInterval(() => {
    if (process.memoryUsage.rss() - before > maxBytes) process.exit(1);
  }, LOOK_EVERY_MS);
}
