import { BENCHMARK_GRAPH, HEAVY_QUERY, ONE_SUBGRAPH_QUERY } from '../graph/benchmark-graph.ts';
import type { LoadResult } from '../load/job.ts';
import type { Contender } from '../gateways/contenders.ts';
import type { Pace } from '../options.ts';
import type { Progress } from '../report/progress.ts';
import { checkAgreement, type Checked } from './agreement.ts';
import type { Rig, RunningGateway } from './rig.ts';

export interface Operation {
  readonly name: 'heavy' | 'one-subgraph';
  readonly query: string;
}

export const OPERATIONS: readonly Operation[] = [
  { name: 'heavy', query: HEAVY_QUERY },
  { name: 'one-subgraph', query: ONE_SUBGRAPH_QUERY },
];

/** Of one gateway and one operation. */
export interface Series {
  readonly contender: string;
  readonly operation: Operation['name'];
  readonly checked: Checked;
  readonly rounds: readonly LoadResult[];
}

const CONNECTIONS = 50;
/** Before each measured stretch. */
const WARM_UP_SECONDS = 1;

export interface SpeedOptions extends Pace {
  readonly contenders: readonly Contender[];
  /** Before the first round, so that the JIT compiler comes to rest. */
  readonly firstWarmUpSeconds: number;
}

/** Loads every gateway in turn, round after round, so that what changes on the machine meets all of them alike. */
export async function measureSpeed(rig: Rig, options: SpeedOptions, progress: Progress): Promise<readonly Series[]> {
  const gateways: RunningGateway[] = [];
  for (const contender of options.contenders) {
    progress.note(`starting ${contender.name}`);
    gateways.push(await rig.startGateway(contender, BENCHMARK_GRAPH));
  }
  try {
    return await measureAll(rig, gateways, options, progress);
  } finally {
    await Promise.all(gateways.map((gateway) => gateway.stop()));
  }
}

async function measureAll(
  rig: Rig,
  gateways: readonly RunningGateway[],
  { rounds, seconds, firstWarmUpSeconds }: SpeedOptions,
  progress: Progress,
): Promise<readonly Series[]> {
  const all: (Omit<Series, 'rounds'> & { rounds: LoadResult[] })[] = [];
  progress.expect(OPERATIONS.length * gateways.length * (rounds + 1));
  for (const { name: operation, query } of OPERATIONS) {
    const checked = await checkAgreement(rig, gateways, query);
    const load = (gateway: RunningGateway, warmUpSeconds: number, measured: number) =>
      rig.load(gateway, {
        queries: [query],
        connections: CONNECTIONS,
        warmUpSeconds,
        seconds: measured,
        minAnswers: CONNECTIONS,
        expectedBytes: checked.get(gateway.contender.name)?.bytes ?? null,
      });
    const series = gateways.map(({ contender: { name } }) => ({
      contender: name,
      operation,
      checked: checked.get(name) ?? { bytes: 0, subgraphRequests: 0, tellsUser: false },
      rounds: [] as LoadResult[],
    }));
    all.push(...series);
    for (const gateway of gateways) {
      progress.step(`${operation}: warming up ${gateway.contender.name}`);
      await load(gateway, firstWarmUpSeconds, 0);
    }
    for (let round = 1; round <= rounds; round += 1) {
      for (const [at, gateway] of gateways.entries()) {
        progress.step(`${operation}: round ${round} of ${rounds}, ${gateway.contender.name}`);
        series[at]?.rounds.push(await load(gateway, WARM_UP_SECONDS, seconds));
      }
    }
  }
  return all;
}
