import type { Contender } from '../gateways/contenders.ts';
import { GROWTH_GRAPH, GROWTH_OPERATIONS } from '../graph/growth-graph.ts';
import type { Pace } from '../options.ts';
import type { Progress } from '../report/progress.ts';
import { checkAgreement, type Checked } from './agreement.ts';
import type { Rig, RunningGateway } from './rig.ts';
import { median } from './statistics.ts';

export type Dimension = keyof typeof GROWTH_OPERATIONS;

export interface GrowthPoint {
  readonly dimension: Dimension;
  readonly contender: string;
  /** What the operation was made with: texts, entities, levels or subgraphs. */
  readonly parameter: number;
  readonly answerBytes: number;
  readonly subgraphRequests: number;
  /** CPU of the gateway for one request, in milliseconds; the median of the rounds. */
  readonly cpuMs: number;
}

/** A text makes about 230 bytes of answer: from 1 kB to 1 MB. */
const PARAMETERS: Readonly<Record<Dimension, readonly number[]>> = {
  size: [4, 16, 64, 256, 1024, 4400],
  entities: [10, 30, 100, 300, 1000, 3000, 10_000],
  depth: [1, 2, 3, 4, 5, 6, 7, 8],
  subgraphs: [1, 2, 4, 6, 8, 10, 12],
};

const CONNECTIONS = 8;
const MIN_ANSWERS = 24;
const WARM_UP_SECONDS = 0.5;
/** Code is compiled for what it has seen: every point is met once before any is timed. */
const FIRST_WARM_UP_SECONDS = 1;

interface Point {
  readonly dimension: Dimension;
  readonly parameter: number;
  readonly query: string;
}

const POINTS: readonly Point[] = (Object.keys(PARAMETERS) as Dimension[]).flatMap((dimension) =>
  PARAMETERS[dimension].map((parameter) => ({ dimension, parameter, query: GROWTH_OPERATIONS[dimension](parameter) })),
);

/** One point of one gateway's curve, while it is measured. */
interface PointSeries {
  readonly point: Point;
  readonly gateway: RunningGateway;
  readonly checked: Checked | undefined;
  /** By round. */
  readonly cpuMs: number[];
}

export interface GrowthOptions extends Pace {
  readonly contenders: readonly Contender[];
}

/** What one request costs each gateway as one thing grows and everything else stays. */
export async function measureGrowth(rig: Rig, options: GrowthOptions, progress: Progress): Promise<readonly GrowthPoint[]> {
  const gateways: RunningGateway[] = [];
  for (const contender of options.contenders) gateways.push(await rig.startGateway(contender, GROWTH_GRAPH));
  progress.expect(POINTS.length * (options.rounds + 1));
  try {
    const series: PointSeries[] = [];
    for (const point of POINTS) {
      progress.step(`${point.dimension} ${point.parameter}: warming up`);
      const checked = await checkAgreement(rig, gateways, point.query);
      for (const gateway of gateways) {
        const one = { point, gateway, checked: checked.get(gateway.contender.name), cpuMs: [] };
        await load(rig, one, FIRST_WARM_UP_SECONDS, 0);
        series.push(one);
      }
    }
    for (let round = 1; round <= options.rounds; round += 1) {
      for (const one of series) {
        const { point, gateway } = one;
        if (gateway === gateways[0]) progress.step(`${point.dimension} ${point.parameter}: round ${round} of ${options.rounds}`);
        one.cpuMs.push(await load(rig, one, WARM_UP_SECONDS, options.seconds));
      }
    }
    return series.map(summary);
  } finally {
    await Promise.all(gateways.map((gateway) => gateway.stop()));
  }
}

/** @returns CPU of the gateway for one request, in milliseconds */
async function load(rig: Rig, one: PointSeries, warmUpSeconds: number, seconds: number): Promise<number> {
  const { point, gateway, checked } = one;
  const { answers, failures, cpuSeconds } = await rig.load(gateway, {
    queries: [point.query],
    connections: CONNECTIONS,
    warmUpSeconds,
    seconds,
    minAnswers: MIN_ANSWERS,
    expectedBytes: checked?.bytes ?? null,
  });
  if (failures > 0) throw new Error(`${gateway.contender.name} failed ${failures} times:\n${point.query}`);
  return (1000 * cpuSeconds) / answers;
}

function summary({ point: { dimension, parameter }, gateway, checked, cpuMs }: PointSeries): GrowthPoint {
  return {
    dimension,
    contender: gateway.contender.name,
    parameter,
    answerBytes: checked?.bytes ?? 0,
    subgraphRequests: checked?.subgraphRequests ?? 0,
    cpuMs: median(cpuMs),
  };
}
