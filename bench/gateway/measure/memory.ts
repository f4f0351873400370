import type { Contender } from '../gateways/contenders.ts';
import { BENCHMARK_GRAPH } from '../graph/benchmark-graph.ts';
import { distinctOperations } from '../graph/distinct-operations.ts';
import { familyBytes, residentBytes } from '../process/usage.ts';
import type { Progress } from '../report/progress.ts';
import type { Rig } from './rig.ts';

export interface MemorySeries {
  readonly contender: string;
  /** Operations answered, no two alike. */
  readonly operations: number;
  readonly samples: readonly MemorySample[];
}

export interface MemorySample {
  readonly minute: number;
  readonly rssBytes: number;
  /** With the processes that the gateway has started, as that which plans; pages that several map count once. */
  readonly familyBytes: number;
}

const SLICE_SECONDS = 5;
/** More than a gateway plans in one slice, so that none is sent twice. */
const SLICE_OPERATIONS = 6_000;
const CONNECTIONS = 8;

/** Sends operations that no cache has seen, for so many minutes, and watches the gateway's resident memory. */
export async function measureMemory(
  rig: Rig,
  contender: Contender,
  minutes: number,
  progress: Progress,
): Promise<MemorySeries> {
  const gateway = await rig.startGateway(contender, BENCHMARK_GRAPH);
  const samples: MemorySample[] = [];
  const slices = Math.ceil((minutes * 60) / SLICE_SECONDS);
  progress.expect(slices);
  let sent = 0;
  let operations = 0;
  try {
    const startedAt = performance.now();
    while (performance.now() - startedAt < minutes * 60_000) {
      const minute = (performance.now() - startedAt) / 60_000;
      progress.step(`memory of ${contender.name}: minute ${minute.toFixed(1)} of ${minutes}`);
      const { answers, failures } = await rig.load(gateway, {
        queries: distinctOperations(sent, SLICE_OPERATIONS),
        connections: CONNECTIONS,
        warmUpSeconds: 0,
        seconds: SLICE_SECONDS,
        minAnswers: 1,
        expectedBytes: null,
      });
      if (failures > 0) throw new Error(`${contender.name} failed ${failures} of ${answers} distinct operations.`);
      if (answers > SLICE_OPERATIONS) throw new Error('SLICE_OPERATIONS is too small: operations were repeated.');
      sent += SLICE_OPERATIONS;
      operations += answers;
      samples.push({
        minute: (performance.now() - startedAt) / 60_000,
        rssBytes: residentBytes(gateway.pid),
        familyBytes: familyBytes(gateway.pid),
      });
    }
    return { contender: contender.name, operations, samples };
  } finally {
    await gateway.stop();
  }
}
