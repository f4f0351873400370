type Labels = Readonly<Record<string, string>>;

export interface Metrics {
  count(name: CounterName, labels?: Labels, by?: number): void;
  /** In the text format of https://prometheus.io/docs/instrumenting/exposition_formats/, gauges read at this moment. */
  render(): string;
  gauge(name: string, help: string, read: () => readonly { labels: Labels; value: number }[]): void;
}

const COUNTERS = {
  tessera_gateway_requests_total: 'GraphQL requests, by HTTP status.',
  tessera_gateway_errors_total: 'Errors sent to clients, by code.',
  tessera_gateway_subgraph_fetches_total: 'Requests sent to a subgraph, each retry counted.',
  tessera_gateway_subgraph_retries_total: 'Requests sent again after a connection error.',
  tessera_gateway_subgraph_failures_total: 'Requests that a subgraph did not answer, by code.',
  tessera_gateway_subgraph_seconds_total: 'Time spent waiting for a subgraph, in seconds.',
} as const;
export type CounterName = keyof typeof COUNTERS;

/** Counters of one gateway, in memory. Labels are names of ours (subgraphs, codes), so their number is bounded. */
export function createMetrics(): Metrics {
  const counters = new Map<CounterName, Map<string, number>>();
  const gauges: { name: string; help: string; read: () => readonly { labels: Labels; value: number }[] }[] = [];
  return {
    count(name, labels = {}, by = 1) {
      const series = counters.get(name) ?? new Map<string, number>();
      const key = renderLabels(labels);
      series.set(key, (series.get(key) ?? 0) + by);
      counters.set(name, series);
    },
    gauge(name, help, read) {
      gauges.push({ name, help, read });
    },
    render() {
      const counted = Object.entries(COUNTERS).map(([name, help]) =>
        block(name, help, 'counter', [...(counters.get(name as CounterName) ?? [])]),
      );
      const gauged = gauges.map(({ name, help, read }) =>
        block(
          name,
          help,
          'gauge',
          read().map(({ labels, value }) => [renderLabels(labels), value]),
        ),
      );
      return [...counted, ...gauged].join('');
    },
  };
}

function block(name: string, help: string, type: string, series: readonly (readonly [string, number])[]): string {
  const lines = series.map(([labels, value]) => `${name}${labels} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function renderLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
}
