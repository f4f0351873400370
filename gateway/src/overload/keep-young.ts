import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 make every object young, in the whole process. Of places in the code whose objects outlive a collection, as they
 * do while many operations wait for their subgraphs, it would make all further objects old at once; what those point to
 * then stays until the next full collection. Scavenges took four times as long, and the heap held three times as much
 * (docs/benchmarks.md). To be called before anything runs often.
 */
export function keepObjectsYoung(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}
