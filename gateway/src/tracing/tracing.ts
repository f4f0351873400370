import type { Logger } from 'pino';
import type { Step } from '../logging/request-steps.ts';

export type TraceAttributes = Readonly<Record<string, string | number | undefined>>;

/** The span of one request, and those below it. */
export interface RequestTrace {
  readonly traceparent: string;
  step(name: string, kind: 'client' | 'internal', attributes: TraceAttributes): Required<Step>;
  /** @param failure what went wrong on our side */
  end(name: string, attributes: TraceAttributes, failure?: string): void;
}

export interface Tracing {
  /** @param traceparent of the client, whose trace it becomes a part of */
  start(traceparent: string | undefined): RequestTrace;
  /** Sends what has not been sent yet. */
  stop(): Promise<void>;
}

export interface TracingOptions {
  /** Of an OTLP collector over HTTP, e.g. `http://127.0.0.1:4318`. */
  readonly endpoint: string;
  /** What the collector calls us, unless OTEL_SERVICE_NAME says otherwise. */
  readonly serviceName: string;
  readonly log: Logger;
}

/** Loads OpenTelemetry; whoever does not trace does not pay for it. */
export async function startTracing(options: TracingOptions): Promise<Tracing> {
  const { createOpenTelemetry } = await import('./open-telemetry.ts');
  return createOpenTelemetry(options);
}
