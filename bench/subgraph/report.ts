import { median } from '../gateway/measure/statistics.ts';
import { machineLine } from '../gateway/report/machine-line.ts';
import type { Machine } from '../gateway/report/machine.ts';
import { table } from '../gateway/report/table.ts';
import type { ReadCost, ReadSeries } from './measure/reads.ts';
import type { Sample, Series } from './measure/requests.ts';
import { PAGES, type StatementCount } from './measure/statements.ts';
import type { BenchOptions } from './options.ts';

/** What each server costs for the nested question. Ratios are to the reference in the same round. */
export function requestReport(all: readonly Series[], machine: Machine, options: BenchOptions): string {
  const reference = all.find(({ contender }) => contender.name === REFERENCE);
  const header = ['server', 'CPU', 'range', 'ratio', 'range of ratios', "database's CPU", 'p50', 'RSS'];
  const rows = all.map(({ contender, samples }) => {
    const of = (value: keyof Sample) => median(samples.map((sample) => sample[value]));
    const ratios = samples.map(({ cpu }, round) => cpu / (reference?.samples[round]?.cpu ?? Number.NaN));
    return [
      contender.label,
      microseconds(of('cpu')),
      range(samples.map(({ cpu }) => cpu), (cpu) => String(Math.round(cpu))),
      `**${median(ratios).toFixed(2)}**`,
      range(ratios, (ratio) => ratio.toFixed(2)),
      microseconds(of('databaseCpu')),
      `${of('latency').toFixed(1)} ms`,
      `${Math.round(of('memory') / 1e6)} MB`,
    ];
  });
  return `${table(header, rows)}\n\n${machineLine(machine, `${howOften(options)}, 8 connections`, null)}`;
}

/** What a tenant costs: each read with one and without. Ratios are of neighbours in one round. */
export function readReport(all: readonly ReadSeries[], machine: Machine, options: BenchOptions): string {
  const header = ['read', 'CPU without a tenant', 'with', 'ratio', "database's CPU without", 'with', 'both together'];
  const rows = all.map(({ read, with: scoped, without }) => {
    const cost = (costs: readonly ReadCost[], of: (cost: ReadCost) => number) => microseconds(median(costs.map(of)));
    const ratio = (of: (cost: ReadCost) => number) =>
      median(scoped.map((each, round) => of(each) / of(without[round] ?? each))).toFixed(2);
    return [
      read,
      cost(without, cpuOf),
      cost(scoped, cpuOf),
      `**${ratio(cpuOf)}**`,
      cost(without, databaseCpuOf),
      cost(scoped, databaseCpuOf),
      ratio((each) => cpuOf(each) + databaseCpuOf(each)),
    ];
  });
  return `${table(header, rows)}\n\n${machineLine(machine, `${howOften(options)}, 4 connections`, null)}`;
}

const cpuOf = ({ cpu }: ReadCost) => cpu;
const databaseCpuOf = ({ databaseCpu }: ReadCost) => databaseCpu;

/** What each server sends to the database for one request. */
export function statementReport(counts: readonly StatementCount[]): string {
  const header = [
    'server',
    'round trips of one statement',
    ...PAGES.map((rows) => `statements for ${rows} ${rows === 1 ? 'customer' : 'customers'}`),
    'round trips for them',
  ];
  const rows = counts.map(({ label, flat, nested }) => [
    label,
    String(flat.trips),
    ...nested.map(({ statements }) => String(statements)),
    nested.map(({ trips }) => String(trips)).join(', '),
  ]);
  return table(header, rows);
}

const REFERENCE = 'postgraphile';
const howOften = ({ rounds, requests }: BenchOptions) => `${rounds} interleaved rounds of ${requests}, medians`;
const microseconds = (value: number) => (Number.isNaN(value) ? '–' : `${Math.round(value).toLocaleString('en')} µs`);
const range = (values: readonly number[], text: (value: number) => string) =>
  `${text(Math.min(...values))}–${text(Math.max(...values))}`;
