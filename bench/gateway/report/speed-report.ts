import { OURS, OURS_OPEN, STOCK } from '../gateways/contenders.ts';
import { median } from '../measure/statistics.ts';
import { OPERATIONS, type Series } from '../measure/speed.ts';
import { colourOf, shortLabelOf } from './labels.ts';
import type { Machine } from './machine.ts';
import { machineLine } from './machine-line.ts';
import { writePicture, writeSection } from './page.ts';
import { perCpuSecond, speedTable } from './speed-table.ts';
import { barChart } from './svg/bars.ts';

/** @param how e.g. `5 rounds of 10 s, median` */
export function speedReport(speed: readonly Series[], machine: Machine, how: string): ReadonlyMap<string, string> {
  return new Map(
    OPERATIONS.map(({ name }) => {
      const rounds = speed.filter(({ operation }) => operation === name).flatMap((series) => series.rounds);
      const foreign = median(rounds.map(({ foreignSeconds, seconds }) => foreignSeconds / seconds));
      return [name, `${speedTable(speed, name, machine)}\n\n${machineLine(machine, how, foreign)}`];
    }),
  );
}

export function writeSpeed(speed: readonly Series[], report: ReadonlyMap<string, string>): void {
  for (const { name } of OPERATIONS) {
    const series = speed.filter(({ operation }) => operation === name);
    const title = name === 'heavy' ? 'Heavy query' : 'One-subgraph query';
    writePicture(name, barChart(`${title}: requests per CPU-second of the gateway`, 'requests per CPU-second', bars(series)));
    writeSection(name, `![${title}](images/bench-${name}.svg)\n\n${report.get(name) ?? ''}`);
  }
}

/** CPU that a request costs with identity and gate beyond one without, in microseconds; null where both were not measured. */
export function protectionMicroseconds(speed: readonly Series[]): number | null {
  const of = (name: string) =>
    speed.find(({ contender, operation }) => contender === name && operation === 'one-subgraph');
  const [on, off] = [of(OURS), of(OURS_OPEN)];
  if (!on || !off) return null;
  const cost = ({ rounds }: Series) => 1e6 / median(rounds.map(perCpuSecond));
  return cost(on) - cost(off);
}

function bars(series: readonly Series[]) {
  const rate = ({ rounds }: Series) => median(rounds.map(perCpuSecond));
  const stock = series.find(({ contender }) => contender === STOCK);
  return series.map((each) => ({
    label: shortLabelOf(each.contender),
    value: rate(each),
    note: `${Math.round(rate(each)).toLocaleString('en')}${stock ? ` (${(rate(each) / rate(stock)).toFixed(1)} ×)` : ''}`,
    colour: colourOf(each.contender),
  }));
}
