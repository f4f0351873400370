import type { Metrics } from '../../metrics.ts';
import type { CircuitStatus } from './guard.ts';

/** By subgraph. */
export type Circuits = Readonly<Record<string, CircuitStatus>>;

const LEVELS: Readonly<Record<CircuitStatus, number>> = { closed: 0, 'half-open': 1, open: 2 };

/** Shows the circuit of each subgraph as a gauge: once per gateway, whichever supergraph it has in use by then. */
export function gaugeCircuits(metrics: Metrics, read: () => Circuits): void {
  const help = 'Whether a subgraph is asked: 0 it is, 1 a single request finds out, 2 it failed too often.';
  metrics.gauge('tessera_gateway_subgraph_circuit', help, () =>
    Object.entries(read()).map(([subgraph, status]) => ({ labels: { subgraph }, value: LEVELS[status] })),
  );
}
