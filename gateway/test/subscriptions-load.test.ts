import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@tessera/testkit';
import { openEvents, type EventClient } from './support/event-client.ts';
import { crmChanges, customer, customerChanges } from './support/fixture-graph.ts';
import { startRig, type Rig } from './support/rig.ts';
import { connect, openSocket } from './support/socket-client.ts';

const CHANGES = 'subscription { customerChanged { id name } }';

const rigs: Rig[] = [];
const leaving: (() => void)[] = [];
afterEach(async () => {
  leaving.splice(0).forEach((leave) => leave());
  for (const rig of rigs.splice(0)) await rig.stop();
});

async function start(...tuning: Parameters<typeof startRig>): Promise<Rig> {
  const rig = await startRig(...tuning);
  rigs.push(rig);
  return rig;
}

async function open(rig: Rig, token = rig.tokenFor('MEMBER')): Promise<EventClient> {
  const client = await openEvents(rig.gateway.url, { query: CHANGES }, { authorization: `Bearer ${token}` });
  leaving.push(() => client.leave());
  return client;
}

const openCount = async ({ origin }: Rig) => {
  const metrics = await (await fetch(`${origin}/metrics`)).text();
  return Number(/^tessera_gateway_open_subscriptions (\d+)$/m.exec(metrics)?.[1]);
};

describe('a client that does not read its events', () => {
  it('loses the subscription, which says so, and holds nothing more than that', async () => {
    const rig = await start({}, { streamBounds: { maxWaiting: 100_000, catchUpMs: 500 } });
    const client = await open(rig);
    await eventually(async () => customerChanges.followers === 1);
    const name = 'x'.repeat(20_000);
    const sent = 4_000;
    customerChanges.push(...Array.from({ length: sent }, (_, at) => ({ ...customer(`c${at}`), name })));
    await eventually(async () => (await openCount(rig)) === 1 && customerChanges.followers === 0);
    const told = await client.rest();
    expect(told.slice(-2)).toEqual([
      {
        data: { customerChanged: null },
        errors: [
          expect.objectContaining({
            message: 'Events of the service crm came faster than they were read. Subscribe again, and read on.',
            extensions: { code: 'LIMIT_EXCEEDED', service: 'crm' },
          }),
        ],
      },
      'complete',
    ]);
    // None is left out before it: what was told is what came first.
    expect(told.length).toBeLessThan(sent / 2);
    expect(told.at(-3)).toMatchObject({ data: { customerChanged: { id: `c${told.length - 3}` } } });
    await eventually(async () => (await openCount(rig)) === 0);
  });
});

describe('too many subscriptions', () => {
  const refusalOf = async (client: EventClient) => {
    const [told] = (await client.rest()) as [{ errors: { extensions: object }[] }];
    return told.errors[0]?.extensions;
  };

  it('are refused, until one has ended', async () => {
    const rig = await start({}, { limits: { subscriptions: 1 } });
    const first = await open(rig);
    await eventually(async () => (await openCount(rig)) === 1);
    expect(await refusalOf(await open(rig))).toEqual({ code: 'OVERLOADED', retryAfterSeconds: 5 });
    first.leave();
    await eventually(async () => (await openCount(rig)) === 0);
    await open(rig);
    await eventually(async () => (await openCount(rig)) === 1);
  });

  it('of one user are refused to that user', async () => {
    const rig = await start({}, { limits: { subscriptionsPerUser: 1 } });
    const token = rig.tokenFor('MEMBER');
    await open(rig, token);
    await eventually(async () => (await openCount(rig)) === 1);
    expect(await refusalOf(await open(rig, token))).toEqual({ code: 'LIMIT_EXCEEDED', limit: 'subscriptionsPerUser' });
    await open(rig);
    await eventually(async () => (await openCount(rig)) === 2);
  });
});

describe('a gateway that stops', () => {
  it('tells whoever is subscribed over SSE to subscribe again', async () => {
    const rig = await start();
    const client = await open(rig);
    await eventually(async () => customerChanges.followers === 1);
    const stopped = rig.gateway.stop();
    expect(await client.rest()).toEqual([
      {
        errors: [
          {
            message: 'The endpoint is about to stop. Subscribe again.',
            extensions: { code: 'UNAVAILABLE', retryAfterSeconds: 1 },
          },
        ],
      },
      'complete',
    ]);
    await stopped;
    expect(customerChanges.followers).toBe(0);
  });

  it('answers what runs over WebSocket, and leaves subscriptions to be taken up elsewhere', async () => {
    const rig = await start();
    const { url } = rig.gateway;
    const client = await connect(url, { authorization: `Bearer ${rig.tokenFor('MEMBER')}` });
    leaving.push(() => client.socket.terminate());
    const idle = await openSocket(url);
    client.say({ id: 'a', type: 'subscribe', payload: { query: CHANGES } });
    client.say({ id: 'b', type: 'subscribe', payload: { query: 'mutation { slowChange(ms: 1200) }' } });
    await eventually(async () => customerChanges.followers === 1 && rig.fetches() === 2);
    const stopped = rig.gateway.stop();
    expect((await idle.closed).code).toBe(1001);
    expect(await client.hear()).toEqual({ id: 'b', type: 'next', payload: { data: { slowChange: 1_200 } } });
    expect(await client.hear()).toEqual({ id: 'b', type: 'complete' });
    expect(await client.hear()).toBeNull();
    expect(await client.closed).toEqual({ code: 1001, reason: 'Going away' });
    await stopped;
    expect(crmChanges).toContain(1_200);
  });
});
