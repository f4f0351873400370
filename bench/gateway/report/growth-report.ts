import type { Dimension, GrowthPoint } from '../measure/growth.ts';
import { growthExponent } from '../measure/statistics.ts';
import { colourOf, labelOf, shortLabelOf } from './labels.ts';
import type { Machine } from './machine.ts';
import { machineLine } from './machine-line.ts';
import { writePicture, writeSection } from './page.ts';
import { linePlot, type Axis, type Curve } from './svg/line-plot.ts';
import { countScale, linearScale, logScale } from './svg/scale.ts';
import { table } from './table.ts';

interface Picture {
  readonly dimension: Dimension;
  readonly title: string;
  readonly axis: string;
  /** Over several powers of ten both axes are logarithmic: a line of slope 1 is linear growth. */
  readonly logarithmic: boolean;
  readonly xOf: (point: GrowthPoint) => number;
}

const PICTURES: readonly Picture[] = [
  {
    dimension: 'size',
    title: 'Cost against the size of the answer',
    axis: 'answer (kB)',
    logarithmic: true,
    xOf: ({ answerBytes }) => answerBytes / 1000,
  },
  {
    dimension: 'entities',
    title: 'Cost against the number of entities fetched from a second subgraph',
    axis: 'entities',
    logarithmic: true,
    xOf: ({ parameter }) => parameter,
  },
  {
    dimension: 'depth',
    title: 'Cost against the depth of the plan, 20 entities',
    axis: 'fetches one after another',
    logarithmic: false,
    xOf: ({ parameter }) => parameter,
  },
  {
    dimension: 'subgraphs',
    title: 'Cost against the number of subgraphs, 20 entities',
    axis: 'subgraphs',
    logarithmic: false,
    xOf: ({ parameter }) => parameter,
  },
];

/** A table of the smallest and largest of each dimension, and of the exponent between. */
export function growthReport(points: readonly GrowthPoint[], machine: Machine, how: string): string {
  const rows = PICTURES.flatMap((picture) =>
    contendersOf(points).map((contender) => {
      const own = of(points, picture.dimension, contender);
      const [first, last] = [own[0], own.at(-1)];
      if (!first || !last) return [];
      return [
        `${picture.axis}, ${picture.xOf(first).toPrecision(2)} to ${Math.round(picture.xOf(last)).toLocaleString('en')}`,
        labelOf(contender, machine),
        milliseconds(first.cpuMs),
        milliseconds(last.cpuMs),
        exponent(own, picture).toFixed(2),
        String(last.subgraphRequests),
      ];
    }),
  );
  const header = ['what grows', 'gateway', 'CPU at the smallest', 'at the largest', 'exponent', 'subgraph requests at the largest'];
  return `${table(header, rows, 2)}\n\n${machineLine(machine, how, null)}`;
}

export function writeGrowth(points: readonly GrowthPoint[], report: string): void {
  for (const picture of PICTURES) writePicture(`growth-${picture.dimension}`, plot(points, picture));
  const images = PICTURES.map(({ dimension, title }) => `![${title}](images/bench-growth-${dimension}.svg)`);
  writeSection('growth', `${images.join('\n\n')}\n\n${report}`);
}

function plot(points: readonly GrowthPoint[], { dimension, title, axis, logarithmic, xOf }: Picture): string {
  const curves: Curve[] = contendersOf(points).map((contender) => ({
    label: shortLabelOf(contender),
    colour: colourOf(contender),
    points: of(points, dimension, contender).map((point) => ({ x: xOf(point), y: point.cpuMs })),
  }));
  const [xs, ys] = [curves.flatMap((curve) => curve.points.map(({ x }) => x)), curves.flatMap((curve) => curve.points.map(({ y }) => y))];
  const x: Axis = { label: axis, scale: logarithmic ? logScale(xs) : countScale(xs) };
  const y: Axis = { label: 'CPU of the gateway per request (ms)', scale: logarithmic ? logScale(ys) : linearScale(ys) };
  return linePlot(title, x, y, curves);
}

/** Of the larger half, where what every request costs no longer hides the growth. */
function exponent(points: readonly GrowthPoint[], { xOf }: Picture): number {
  return growthExponent(points.slice(Math.floor(points.length / 2) - 1).map((point) => ({ x: xOf(point), y: point.cpuMs })));
}

const contendersOf = (points: readonly GrowthPoint[]) => [...new Set(points.map(({ contender }) => contender))];
const of = (points: readonly GrowthPoint[], dimension: Dimension, contender: string) =>
  points.filter((point) => point.dimension === dimension && point.contender === contender);
const milliseconds = (value: number) => `${value.toPrecision(3)} ms`;
