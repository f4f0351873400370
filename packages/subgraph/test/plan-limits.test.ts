import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { isAppError } from '@tessera/errors';
import { createPlanLimits, type HeldLimit } from '@tessera/subgraph';
import { createTestPlans, type TestPlans } from '@tessera/testkit';

const TENANT = '0199aaaa-0000-7000-8000-000000000001';
const A_WHILE_MS = 10_001;

let plans: TestPlans;
beforeEach(() => {
  jest.useFakeTimers();
  plans = createTestPlans();
  plans.give(TENANT, 'Starter', { customers: 2 });
});
afterEach(() => void jest.useRealTimers());

let counts = 0;
/** A transaction in which the tenant has `used` of whatever is asked. */
const having = (used: number) => ({
  $queryRaw: async <T>() => {
    counts += 1;
    return [{ used: BigInt(used) }] as T;
  },
});
const adding = (used: number, more?: number) => async (limit: HeldLimit | null) => {
  await limit?.hold(having(used), more);
  return 'added';
};
const refusalOf = (work: Promise<unknown>) =>
  work.then(
    (value) => value,
    (error: unknown) => (isAppError(error) ? { code: error.code, message: error.message, ...error.details } : error),
  );

describe('a limit', () => {
  it('lets be added what there is room for, and names itself, its size, the plan and the cure to whoever wants more', async () => {
    const limits = createPlanLimits(plans.ask);
    expect(await limits.within(TENANT, 'customers', adding(1))).toBe('added');
    expect(await refusalOf(limits.within(TENANT, 'customers', adding(1, 2)))).toEqual({
      code: 'PLAN_LIMIT_REACHED', limit: 'customers', allowed: 2, plan: 'Starter',
      message: 'The plan Starter allows 2 customers, of which 1 are used: there is no room for 2 more. Remove some, or ask an owner of the tenant to change its plan.',
    });
  });

  it('far away is not counted more than once in two seconds, unless much is added', async () => {
    plans.give(TENANT, 'Professional', { media_bytes: 1_000_000 });
    const limits = createPlanLimits(plans.ask);
    counts = 0;
    for (const more of [1, 1, 99]) await limits.within(TENANT, 'media_bytes', adding(0, more));
    expect(counts).toBe(1);
    await limits.within(TENANT, 'media_bytes', adding(0, 100));
    expect(counts).toBe(2);
    jest.advanceTimersByTime(2_001);
    await limits.within(TENANT, 'media_bytes', adding(0, 1));
    expect(counts).toBe(3);
  });

  it('that is near is counted each time', async () => {
    plans.give(TENANT, 'Starter', { customers: 10_000 });
    const limits = createPlanLimits(plans.ask);
    counts = 0;
    for (let used = 0; used < 3; used += 1) await limits.within(TENANT, 'customers', adding(used));
    expect(counts).toBe(3);
  });

  it('is none where the plan names none, and where the graph has no billing', async () => {
    expect(await createPlanLimits(plans.ask).find(TENANT, 'content_items')).toBeNull();
    expect(await createPlanLimits().find(TENANT, 'customers')).toBeNull();
  });

  it('is 0 of everything where no plan is in force', async () => {
    plans.take(TENANT);
    const refusal = await refusalOf(createPlanLimits(plans.ask).within(TENANT, 'content_items', adding(0)));
    expect(refusal).toEqual({
      code: 'PLAN_LIMIT_REACHED', limit: 'content_items', allowed: 0,
      message: 'This tenant has no plan in force, and so no room for more content items. An owner of the tenant can subscribe to one, or resume it.',
    });
  });
});

describe('billing', () => {
  it('is asked once in ten seconds, also by many at once', async () => {
    const limits = createPlanLimits(plans.ask);
    const askAll = () => Promise.all(Array.from({ length: 20 }, () => limits.find(TENANT, 'customers')));
    await askAll();
    await askAll();
    expect(plans.asked).toBe(1);
    jest.advanceTimersByTime(A_WHILE_MS);
    plans.give(TENANT, 'Small', { customers: 1 });
    expect(await limits.find(TENANT, 'customers')).toEqual({ name: 'customers', allowed: 1, plan: 'Small' });
    expect(plans.asked).toBe(2);
  });

  it('is asked anew before anybody is refused, and so a better plan is felt at once', async () => {
    const limits = createPlanLimits(plans.ask);
    await limits.find(TENANT, 'customers');
    jest.advanceTimersByTime(1_001);
    plans.give(TENANT, 'Professional', { customers: 3 });
    expect(await limits.within(TENANT, 'customers', adding(2))).toBe('added');
  });

  it('is not asked more often than once a second by whoever is refused again and again', async () => {
    const limits = createPlanLimits(plans.ask);
    for (let attempt = 0; attempt < 20; attempt += 1) await refusalOf(limits.within(TENANT, 'customers', adding(2)));
    expect(plans.asked).toBe(1);
    jest.advanceTimersByTime(1_001);
    for (let attempt = 0; attempt < 20; attempt += 1) await refusalOf(limits.within(TENANT, 'customers', adding(2)));
    expect(plans.asked).toBe(2);
  });

  it('that is silent refuses nobody of whom it has told nothing, and is asked again a second later', async () => {
    let isSilent = true;
    const limits = createPlanLimits(async (tenantId) => {
      if (isSilent) throw new Error('nobody answers');
      return plans.ask(tenantId);
    });
    expect(await limits.find(TENANT, 'customers')).toBeNull();
    isSilent = false;
    expect(await limits.find(TENANT, 'customers')).toBeNull();
    jest.advanceTimersByTime(1_001);
    expect(await limits.find(TENANT, 'customers')).toMatchObject({ allowed: 2 });
  });

  it('that falls silent is taken at its last word, however long', async () => {
    let isSilent = false;
    const limits = createPlanLimits(async (tenantId) => {
      if (isSilent) throw new Error('nobody answers');
      return plans.ask(tenantId);
    });
    await limits.find(TENANT, 'customers');
    isSilent = true;
    for (let hour = 0; hour < 24; hour += 1) {
      jest.advanceTimersByTime(60 * 60 * 1_000);
      expect(await refusalOf(limits.within(TENANT, 'customers', adding(2)))).toMatchObject({ plan: 'Starter', allowed: 2 });
    }
  });
});
