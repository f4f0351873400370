import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { deliverNotices, type Announcement } from '../src/services/run/deliver-notices.ts';
import { setPaymentMethod } from '../src/services/subscriptions/set-payment-method.ts';
import { subscribe } from '../src/services/subscriptions/subscribe.ts';
import { openBillingWorld, type BillingWorld } from './support/world.ts';

let world: BillingWorld;
beforeAll(async () => {
  world = await openBillingWorld('2027-01-01T00:00:00Z');
});
afterAll(() => world.close());

describe('a payment that failed', () => {
  it('is told to those who decide about money, once it can be, and under one key', async () => {
    const scope = world.scopeOf(v7());
    await setPaymentMethod(scope, 'test_declined');
    await subscribe(scope, { planId: await world.planId('starter') });
    await world.runAt('2027-01-15T00:00:00Z');
    const told: Announcement[] = [];
    const deliver = (fails: boolean) =>
      deliverNotices({ db: world.platform, clock: world.clock, tell: async (announcement) => {
        told.push(announcement);
        if (fails) throw new Error('tenants is away');
      } });
    await expect(deliver(true)).rejects.toThrow('tenants is away');
    await deliver(false);
    await deliver(false);
    expect(told).toHaveLength(2);
    expect(told[0]).toEqual(told[1]);
    expect(told[0]).toMatchObject({
      tenantId: scope.db.tenantId, kind: 'PAYMENT_FAILED', roles: ['OWNER', 'ADMIN'],
      message: 'The payment of invoice TES-000001 failed. It is tried again on 2027-01-16. Check the payment method.',
    });
  });
});
