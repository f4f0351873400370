import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Span, SpanContext } from '@opentelemetry/api';
import { reasonOf } from '../logging/reason-of.ts';
import type { RequestTrace, TraceAttributes, Tracing, TracingOptions } from './tracing.ts';

/** A collector that does not answer is tried again for longer than anybody waits for a process to end. */
const STOP_WITHIN_MS = 2_000;

/**
 * Traces by OpenTelemetry. The standard's variables hold (https://opentelemetry.io/docs/specs/otel/configuration/):
 * sampling, headers, resource attributes, batches. Spans are told their parent, so that no context has to be carried
 * through every promise.
 */
export async function createOpenTelemetry({ endpoint, serviceName, log }: TracingOptions): Promise<Tracing> {
  // Here and not above: in the bundle of a container, imports above would be everybody's.
  const [{ diag, DiagLogLevel, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace }, { BatchSpanProcessor, NodeTracerProvider }, exporter, resources] =
    await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
  const warn = (message: string) => log.warn(message);
  const quiet = () => undefined;
  diag.setLogger({ error: warn, warn, info: quiet, debug: quiet, verbose: quiet }, DiagLogLevel.WARN);
  const { defaultResource, detectResources, envDetector, resourceFromAttributes } = resources;
  const resource = defaultResource()
    .merge(resourceFromAttributes({ 'service.name': serviceName }))
    .merge(detectResources({ detectors: [envDetector] }));
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  const spanProcessors = [new BatchSpanProcessor(new exporter.OTLPTraceExporter({ url }))];
  const provider = new NodeTracerProvider({ resource, spanProcessors });
  const tracer = provider.getTracer('tessera-gateway');

  const begin = (name: string, kind: 'client' | 'internal' | 'server', attributes: TraceAttributes, parent: Context) => {
    const kinds = { client: SpanKind.CLIENT, internal: SpanKind.INTERNAL, server: SpanKind.SERVER };
    return tracer.startSpan(name, { kind: kinds[kind], attributes }, parent);
  };
  const finish = (span: Span, failure: string | undefined) => {
    if (failure !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: failure });
    span.end();
  };
  return {
    start(traceparent): RequestTrace {
      const client = traceparent === undefined ? undefined : contextOf(traceparent);
      const span = begin('graphql', 'server', {}, client ? trace.setSpanContext(ROOT_CONTEXT, client) : ROOT_CONTEXT);
      const below = trace.setSpan(ROOT_CONTEXT, span);
      return {
        traceparent: traceparentOf(span),
        step(name, kind, attributes) {
          const step = begin(name, kind, attributes, below);
          return {
            traceparent: traceparentOf(step),
            end: (failure) => finish(step, failure === undefined ? undefined : reasonOf(failure)),
          };
        },
        end(name, attributes, failure) {
          span.updateName(name).setAttributes(attributes);
          finish(span, failure);
        },
      };
    },
    async stop() {
      const sent = provider.shutdown().catch((error: unknown) => log.warn({ err: error }, 'the last traces are lost'));
      await Promise.race([sent, sleep(STOP_WITHIN_MS, undefined, { ref: false })]);
    },
  };
}

/** https://www.w3.org/TR/trace-context/#traceparent-header: version, trace, parent, flags. */
function contextOf(traceparent: string): SpanContext {
  const [, traceId = '', spanId = '', flags = '00'] = traceparent.split('-');
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
}

function traceparentOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}
