import { afterEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { startTracing } from '../src/tracing/tracing.ts';
import { startTraceCollector } from './support/trace-collector.ts';

const log = pino({ level: 'silent' });
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
    const tracing = await startTracing({ endpoint: 'http://127.0.0.1:9', serviceName: 'tessera-gateway', log });
    tracing.start(undefined).end('lost', {});
    await tracing.stop();
  });
});
