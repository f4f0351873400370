import { createHttpServer } from '@tessera/http';

/** What a collector is told of one span, as far as tests look at it. */
export interface CollectedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly failure?: string;
  readonly service: unknown;
}

type Attributes = readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
interface ExportRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: Attributes };
    readonly scopeSpans: readonly { readonly spans: readonly WireSpan[] }[];
  }[];
}
type WireSpan = Omit<CollectedSpan, 'attributes'> & {
  readonly attributes: Attributes;
  readonly status: { readonly message?: string };
};

/** An OTLP collector over HTTP that keeps what it is sent (https://opentelemetry.io/docs/specs/otlp/#otlphttp). */
export async function startTraceCollector() {
  const spans: CollectedSpan[] = [];
  const http = await createHttpServer({
    host: '127.0.0.1',
    port: 0,
    maxBodyBytes: 10 << 20,
    onError: () => undefined,
    routes: [
      {
        method: 'POST',
        path: '/v1/traces',
        handle(request) {
          spans.push(...read(JSON.parse(request.body.toString()) as ExportRequest));
          return { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' };
        },
      },
    ],
  });
  return { endpoint: `http://127.0.0.1:${http.port}`, spans, stop: () => http.close(100) };
}

function read({ resourceSpans }: ExportRequest): CollectedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        ...span,
        attributes: plain(span.attributes),
        failure: span.status.message,
        service: plain(resource.attributes)['service.name'],
      })),
    ),
  );
}

const plain = (attributes: Attributes) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
