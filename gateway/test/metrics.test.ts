import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createMetrics } from '../src/metrics.ts';
import { startRig, type Rig } from './support/rig.ts';

describe('metrics', () => {
  it('are counted by their labels', async () => {
    const metrics = createMetrics();
    metrics.count('tessera_gateway_subgraph_fetches_total', { subgraph: 'crm' });
    metrics.count('tessera_gateway_subgraph_fetches_total', { subgraph: 'crm' }, 2);
    metrics.count('tessera_gateway_subgraph_failures_total', { subgraph: 'crm', code: 'UNAVAILABLE' });
    const text = await metrics.render();
    expect(text).toContain('# TYPE tessera_gateway_subgraph_fetches_total counter');
    expect(text).toContain('tessera_gateway_subgraph_fetches_total{subgraph="crm"} 3');
    expect(text).toContain('tessera_gateway_subgraph_failures_total{subgraph="crm",code="UNAVAILABLE"} 1');
  });

  it('tell how durations and costs are spread', async () => {
    const metrics = createMetrics();
    for (const seconds of [0.002, 0.02, 7]) metrics.observe('tessera_gateway_request_seconds', { outcome: 'ok' }, seconds);
    metrics.observe('tessera_gateway_operation_cost', {}, 42);
    const text = await metrics.render();
    expect(text).toContain('tessera_gateway_request_seconds_bucket{le="0.0025",outcome="ok"} 1');
    expect(text).toContain('tessera_gateway_request_seconds_bucket{le="+Inf",outcome="ok"} 3');
    expect(text).toContain('tessera_gateway_request_seconds_count{outcome="ok"} 3');
    expect(text).toContain('tessera_gateway_operation_cost_sum 42');
  });

  it('read gauges when they are asked for', async () => {
    const metrics = createMetrics();
    let value = 1;
    metrics.gauge('tessera_gateway_test', 'A test.', () => [{ labels: { service: 'auth' }, value }]);
    expect(await metrics.render()).toContain('tessera_gateway_test{service="auth"} 1');
    value = 2;
    expect(await metrics.render()).toContain('tessera_gateway_test{service="auth"} 2');
  });

  it('of two gateways in one process are apart, and those of the process are told once', async () => {
    const [one, other] = [createMetrics(), createMetrics()];
    one.count('tessera_gateway_shed_total');
    expect(await one.render()).toContain('tessera_gateway_shed_total 1');
    const text = await other.render();
    expect(text).toContain('tessera_gateway_shed_total 0');
    expect(text.match(/^process_resident_memory_bytes /gm)).toHaveLength(1);
  });
});

it('/metrics tells what the gateway did, and what it did not do as well', async () => {
  const rig = await startRig();
  try {
    const before = await (await fetch(`${rig.origin}/metrics`)).text();
    expect(before).toContain('# TYPE tessera_gateway_subgraph_fetches_total counter');
    await rig.ask('{ customers(first: 5) { nodes { id } } }', { token: rig.tokenFor('OWNER') });
    await rig.ask('{ customers { nope } }', { token: rig.tokenFor('OWNER') });
    const response = await fetch(`${rig.origin}/metrics`);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await response.text();
    expect(text).toContain('tessera_gateway_subgraph_fetches_total{subgraph="crm"} 1');
    expect(text).toContain('tessera_gateway_errors_total{code="GRAPHQL_VALIDATION_FAILED"} 1');
    expect(text).toMatch(/^tessera_gateway_trust_age_seconds\{service="auth"\} /m);
  } finally {
    await rig.stop();
  }
});

describe('in production', () => {
  const token = 'a token of some length';
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig({ production: true, tuning: { limits: {}, rates: {}, metricsToken: token } });
  });
  afterAll(() => rig.stop());

  /** As another machine asks: by a name that is not this one's. */
  async function readAs(authorization?: string): Promise<number | undefined> {
    const headers = { host: 'gateway.example', ...(authorization ? { authorization } : {}) };
    const [response] = (await once(get(`${rig.origin}/metrics`, { headers }), 'response')) as [IncomingMessage];
    response.resume();
    return response.statusCode;
  }

  it('this machine reads them, another one with the token alone', async () => {
    expect((await fetch(`${rig.origin}/metrics`)).status).toBe(200);
    expect(await readAs(`Bearer ${token}`)).toBe(200);
    for (const wrong of [undefined, token, `Bearer ${token}x`, 'Bearer', 'Basic x']) expect(await readAs(wrong)).toBe(404);
  });
});
