import { STOCK } from '../gateways/contenders.ts';
import { median } from '../measure/statistics.ts';
import type { Operation, Series } from '../measure/speed.ts';
import type { LoadResult } from '../load/job.ts';
import { labelOf } from './labels.ts';
import type { Machine } from './machine.ts';
import { table, type Cell } from './table.ts';

/** Below this the gateway waited for the other core: its latencies are then those of the load side. */
const BUSY = 0.95;

/** One operation's table in Markdown, best read beside the terms that docs/benchmarks.md explains. */
export function speedTable(all: readonly Series[], operation: Operation['name'], machine: Machine): string {
  const series = all.filter((each) => each.operation === operation);
  const stock = series.find(({ contender }) => contender === STOCK);
  const base = stock && median(stock.rounds.map(perCpuSecond));
  const header = ['gateway', 'requests per CPU-second', 'range', 'ratio', 'p50', 'p99', 'core busy', 'RSS', 'subgraph requests'];
  const rows = series.map(({ contender, rounds, checked }): readonly Cell[] => {
    const of = (value: (round: LoadResult) => number) => median(rounds.map(value));
    const rates = rounds.map(perCpuSecond);
    const failures = rounds.reduce((sum, each) => sum + each.failures, 0);
    const busy = of((round) => round.cpuSeconds / round.seconds);
    return [
      labelOf(contender, machine) +
        (failures > 0 ? ` (${failures} failed)` : '') +
        (checked.tellsUser ? '' : ' (user not passed on)'),
      round(median(rates)),
      `${round(Math.min(...rates))}–${round(Math.max(...rates))}`,
      base ? (median(rates) / base).toFixed(1) : '–',
      milliseconds(of(({ latency }) => latency.p50)),
      milliseconds(of(({ latency }) => latency.p99)),
      `${Math.round(busy * 100)} %${busy < BUSY ? '¹' : ''}`,
      `${round(of(({ rssBytes }) => rssBytes) / 1e6)} MB`,
      String(checked.subgraphRequests),
    ];
  });
  return table(header, rows);
}

export function perCpuSecond({ answers, failures, cpuSeconds }: LoadResult): number {
  return (answers - failures) / cpuSeconds;
}

const round = (value: number) => Math.round(value).toLocaleString('en');
const milliseconds = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
