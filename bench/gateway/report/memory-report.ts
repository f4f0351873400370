import type { MemorySeries } from '../measure/memory.ts';
import { colourOf, labelOf, shortLabelOf } from './labels.ts';
import type { Machine } from './machine.ts';
import { machineLine } from './machine-line.ts';
import { writePicture, writeSection } from './page.ts';
import { linePlot } from './svg/line-plot.ts';
import { linearScale } from './svg/scale.ts';
import { table } from './table.ts';

export function memoryReport(all: readonly MemorySeries[], machine: Machine, how: string): string {
  const rows = all.map(({ contender, operations, samples }) => {
    const second = samples.slice(Math.floor(samples.length / 2));
    const first = samples.slice(0, Math.floor(samples.length / 2));
    return [
      labelOf(contender, machine),
      operations.toLocaleString('en'),
      megabytes(mean(first)),
      megabytes(mean(second)),
      megabytes(Math.max(...samples.map(({ rssBytes }) => rssBytes))),
      megabytes(Math.max(...samples.map((sample) => sample.familyBytes))),
    ];
  });
  const header = ['gateway', 'distinct operations', 'RSS in the first half', 'in the second half', 'highest', 'with its planner, PSS'];
  return `${table(header, rows)}\n\n${machineLine(machine, how, null)}`;
}

export function writeMemory(all: readonly MemorySeries[], report: string): void {
  const curves = all.map(({ contender, samples }) => ({
    label: shortLabelOf(contender),
    colour: colourOf(contender),
    points: samples.map(({ minute, rssBytes }) => ({ x: minute, y: rssBytes / 1e6 })),
  }));
  const points = curves.flatMap((curve) => curve.points);
  const title = 'Resident memory under distinct operations';
  writePicture(
    'memory',
    linePlot(
      title,
      { label: 'minutes', scale: linearScale(points.map(({ x }) => x)) },
      { label: 'resident memory (MB)', scale: linearScale(points.map(({ y }) => y)) },
      curves,
    ),
  );
  writeSection('memory', `![${title}](images/bench-memory.svg)\n\n${report}`);
}

const mean = (samples: MemorySeries['samples']) =>
  samples.reduce((sum, { rssBytes }) => sum + rssBytes, 0) / Math.max(1, samples.length);
const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
