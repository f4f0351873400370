import type { Logger } from 'pino';
import type { GatewayOptions } from '../create-gateway.ts';
import { createRequestWatch } from '../logging/watch-request.ts';
import type { Metrics } from '../metrics.ts';
import { startTracing } from '../tracing/tracing.ts';
import { collectEarly } from './collect-early.ts';
import { createDrain, type Drain } from './drain.ts';
import { watchLoopDelay } from './loop-delay.ts';
import { createLoadShedder, DEFAULT_OVERLOAD_DELAY_MS } from './shed-load.ts';
import { createTurnClock } from './turn.ts';

export interface SafeguardOptions {
  /** How late the event loop may be before requests are turned away, in milliseconds; 0: never. */
  readonly overloadDelayMs?: number;
  /** Left out: there are no traces. */
  readonly otlpEndpoint?: string;
  /** Of subgraphs' own, which clients are told. */
  readonly errorCodes?: readonly string[];
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** What stands round a gateway that runs as a server: it sees each request, sheds load, and lets it end well. */
export interface Safeguards {
  readonly gateway: Required<Pick<GatewayOptions, 'admit' | 'watch'>>;
  readonly drain: Drain;
  /** Whether traffic had better go elsewhere. */
  readonly isOverloaded: () => boolean;
  stop(): Promise<void>;
}

export async function startSafeguards(options: SafeguardOptions): Promise<Safeguards> {
  const { overloadDelayMs = DEFAULT_OVERLOAD_DELAY_MS, otlpEndpoint, errorCodes, metrics, log } = options;
  const tracing =
    otlpEndpoint === undefined
      ? undefined
      : await startTracing({ endpoint: otlpEndpoint, serviceName: 'tessera-gateway', log });
  const stopCollecting = collectEarly();
  const loop = watchLoopDelay();
  const shedder = createLoadShedder({ delayMs: overloadDelayMs, loop, turn: createTurnClock(), metrics });
  metrics.gauge('tessera_gateway_event_loop_delay_seconds', 'How late the event loop is, by which load is shed.', () => [
    { labels: {}, value: loop.current() / 1_000 },
  ]);
  return {
    gateway: { admit: () => shedder.admit(), watch: createRequestWatch({ log, metrics, tracing, errorCodes }) },
    drain: createDrain(),
    isOverloaded: () => shedder.isLasting(),
    async stop() {
      loop.stop();
      stopCollecting();
      await tracing?.stop();
    },
  };
}
