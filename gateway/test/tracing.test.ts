import { afterEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { startTracing } from '../src/tracing/tracing.ts';
import { startRig } from './support/rig.ts';
import { startTraceCollector, type CollectedSpan } from './support/trace-collector.ts';

const log = pino({ level: 'silent' });
// What cannot be sent is tried again for this long, also when all else has ended.
process.env['OTEL_EXPORTER_OTLP_TIMEOUT'] = '1000';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function collector() {
  const started = await startTraceCollector();
  cleanups.push(() => started.stop());
  return started;
}

describe('a trace', () => {
  it('goes on where the client’s began, with each step below the request', async () => {
    const { endpoint, spans } = await collector();
    const tracing = await startTracing({ endpoint, serviceName: 'tessera-gateway', log });
    const client = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const trace = tracing.start(client);
    const step = trace.step('fetch crm', 'client', { 'tessera.subgraph': 'crm' });
    step.end(new TypeError('hunter2'));
    trace.end('query Q', { 'http.response.status_code': 200 });
    await tracing.stop();

    const [request, fetch] = ['query Q', 'fetch crm'].map((name) => spans.find((span) => span.name === name)!);
    expect(request).toMatchObject({
      traceId: 'a'.repeat(32),
      parentSpanId: 'b'.repeat(16),
      attributes: { 'http.response.status_code': 200 },
      service: 'tessera-gateway',
    });
    expect(fetch).toMatchObject({
      traceId: request!.traceId,
      parentSpanId: request!.spanId,
      attributes: { 'tessera.subgraph': 'crm' },
      failure: 'TypeError',
    });
    expect(trace.traceparent).toBe(`00-${request!.traceId}-${request!.spanId}-01`);
    expect(step.traceparent).toBe(`00-${fetch!.traceId}-${fetch!.spanId}-01`);
    expect(JSON.stringify(spans)).not.toContain('hunter2');
  });

  it('begins here where the client sent none, and is left out where the client says so', async () => {
    const { endpoint, spans } = await collector();
    const tracing = await startTracing({ endpoint, serviceName: 'tessera-gateway', log });
    const own = tracing.start(undefined);
    own.end('own', {});
    tracing.start(`00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`).end('unsampled', {});
    await tracing.stop();
    expect(spans.map(({ name }) => name)).toEqual(['own']);
    expect(own.traceparent).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-01$/);
  });

  it('that cannot be sent costs nothing but itself', async () => {
    const { endpoint } = await collector();
    const tracing = await startTracing({ endpoint: `${endpoint}/nowhere`, serviceName: 'tessera-gateway', log });
    tracing.start(undefined).end('lost', {});
    await tracing.stop();
  });
});

describe('the trace of a request', () => {
  const CLIENT = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  const WELCOME = 'query Welcome { customers { nodes { name owner { email } } } }';
  const tracedRig = async (otlpEndpoint: string) => {
    const rig = await startRig({ tuning: { limits: {}, rates: {}, overloadDelayMs: 0, otlpEndpoint } });
    return { ...rig, token: rig.tokenFor('OWNER') };
  };

  it('is the request, its plan and each fetch below it, and goes on in the subgraphs', async () => {
    const { endpoint, spans } = await collector();
    const rig = await tracedRig(endpoint);
    const answers = [];
    try {
      for (let asked = 0; asked < 2; asked += 1) {
        answers.push(await rig.ask(WELCOME, { token: rig.token, headers: { traceparent: CLIENT } }));
      }
      const received = ['crm', 'auth'].map((name) => rig.subgraphs[name]!.received.at(-1)?.claims.traceparent);
      // What has not been sent by then is sent when the gateway stops.
      await rig.gateway.stop();
      const [first, second] = spans.filter(({ name }) => name === 'query Welcome');
      const below = (span: CollectedSpan) => spans.filter(({ parentSpanId }) => parentSpanId === span.spanId);
      expect(first).toMatchObject({
        traceId: 'a'.repeat(32),
        parentSpanId: 'b'.repeat(16),
        attributes: {
          'graphql.operation.name': 'Welcome',
          'http.response.status_code': 200,
          'tessera.request_id': answers[0]!.headers.get('x-request-id'),
        },
      });
      expect(below(first!).map(({ name }) => name)).toEqual(['plan', 'fetch crm', 'fetch auth']);
      // The plan is known by then.
      expect(below(second!).map(({ name }) => name)).toEqual(['fetch crm', 'fetch auth']);
      expect(received).toEqual(below(second!).map(({ spanId }) => `00-${'a'.repeat(32)}-${spanId}-01`));
    } finally {
      await rig.stop();
    }
  });

  it('tells which fetch failed, and nothing of why that could be a secret', async () => {
    const { endpoint, spans } = await collector();
    const rig = await tracedRig(endpoint);
    rig.subgraphs['auth']!.intercept = async () => ({ status: 200, body: 'hunter2' });
    await rig.ask(WELCOME, { token: rig.token });
    await rig.stop();
    expect(spans.find(({ name }) => name === 'fetch auth')?.failure).toEqual(expect.any(String));
    expect(spans.find(({ name }) => name === 'query Welcome')?.failure).toBe('UNAVAILABLE');
    expect(JSON.stringify(spans)).not.toContain('hunter2');
  });

  it('costs the request nothing where no collector answers, or none but errors come from it', async () => {
    const { endpoint } = await collector();
    for (const broken of ['http://127.0.0.1:9', `${endpoint}/nowhere`]) {
      const rig = await tracedRig(broken);
      const { status, body } = await rig.ask(WELCOME, { token: rig.token });
      expect([status, body.errors]).toEqual([200, undefined]);
      await rig.stop();
    }
  });
});
