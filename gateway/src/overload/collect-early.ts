import { constants, PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';

/** Old objects are collected when they have grown by this much, in percent of what was in use. */
const EARLY = 50;
/** V8's own measure: up to three times what is in use, by how fast the program makes objects. */
const AS_V8_SEES_FIT = 0;
/** Between two full collections. New operations, as fast as they can be planned, need one every six seconds. */
const RARE_MS = 2_000;

/** https://nodejs.org/api/perf_hooks.html#performanceentrydetail, of type `gc`. */
type CollectionEntry = PerformanceEntry & { readonly detail: { readonly kind: number } };

/**
 * Keeps the heap small where that costs little, in the whole process: as long as full collections are rare, V8 begins the
 * next one early. New operations, which are planned and forgotten, filled 350 MB before it saw a reason to; but where
 * large answers have it collect each second, the same measure would cost two fifths more CPU (docs/benchmarks.md).
 * @returns how to end it
 */
export function collectEarly(): () => void {
  let latest = Number.NEGATIVE_INFINITY;
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as CollectionEntry[]) {
      if (entry.detail.kind !== constants.NODE_PERFORMANCE_GC_MAJOR) continue;
      growBy(entry.startTime - latest >= RARE_MS ? EARLY : AS_V8_SEES_FIT);
      latest = entry.startTime;
    }
  });
  growBy(EARLY);
  observer.observe({ entryTypes: ['gc'] });
  return () => {
    observer.disconnect();
    growBy(AS_V8_SEES_FIT);
  };
}

const growBy = (percent: number) => setFlagsFromString(`--heap-growing-percent=${percent}`);
