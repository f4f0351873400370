import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How late this process's event loop is. */
export interface LoopDelay {
  /** Milliseconds, over the last half second; after a bad time it halves from sample to sample. */
  current(): number;
  /** How long it has been at `ms` or above without a break, in milliseconds. */
  lasting(ms: number): number;
  stop(): void;
}

const RESOLUTION_MS = 20;
const SAMPLE_MS = 250;
/** What is kept to answer `lasting`. */
const KEPT_SAMPLES = 240;

/**
 * Watches the event loop by a timer's lateness (https://nodejs.org/api/perf_hooks.html). It takes the better of the last
 * two means: one turn that holds the loop for long, as reading a new supergraph does, is no overload and over by the
 * time it is seen; turn after turn of it is.
 */
export function watchLoopDelay(now: () => number = () => performance.now()): LoopDelay {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  const samples: { readonly at: number; readonly delay: number }[] = [];
  let current = 0;
  let latest = 0;
  let sampledAt = now();
  const sample = () => {
    const at = now();
    // It takes the time between two ticks, the interval itself in it; where there were not two, the loop was held.
    const between = histogram.count > 0 ? histogram.mean / 1e6 : at - sampledAt;
    histogram.reset();
    sampledAt = at;
    const before = latest;
    latest = Math.max(0, between - RESOLUTION_MS);
    current = Math.max(Math.min(before, latest), current / 2);
    samples.push({ at, delay: current });
    if (samples.length > KEPT_SAMPLES) samples.shift();
  };
  const timer = setInterval(sample, SAMPLE_MS).unref();
  return {
    current: () => current,
    lasting(ms) {
      const lastGood = samples.findLast(({ delay }) => delay < ms);
      const since = lastGood ?? samples[0];
      return since && current >= ms ? now() - since.at : 0;
    },
    stop() {
      clearInterval(timer);
      histogram.disable();
    },
  };
}
