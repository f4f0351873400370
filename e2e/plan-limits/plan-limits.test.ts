import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { codes, eventually, startTessera, type TestClient, type TestTessera } from '@tessera/testkit';
import { newcomer } from '../billing/people.ts';

/** Billing asks to be asked again after a second at most; machines that run tests are slow. */
const SOON = { withinMs: 10_000 };
const LIMIT = 3;

let tessera: TestTessera;
let owner: TestClient;
beforeAll(async () => {
  tessera = await startTessera();
  await limitStarter(await tessera.as(null, 'SUPERADMIN'));
  owner = (await newcomer(tessera)).owner;
}, 120_000);
afterAll(() => tessera?.stop());

/** Fewer customers than it comes with, so that a test reaches it. */
async function limitStarter(superadmin: TestClient): Promise<void> {
  const { plans } = await superadmin.ask('{ plans { id code version } }');
  const { id, version } = plans.find(({ code }: { code: string }) => code === 'starter');
  const limits = [{ name: 'customers', amount: LIMIT }, { name: 'users', amount: 1 }];
  const update = 'mutation ($id: ID!, $v: Int!, $limits: [PlanLimitInput!]!) { updatePlan(id: $id, version: $v, input: { limits: $limits }) { id } }';
  await superadmin.ask(update, { id, v: version, limits });
}

const createCustomer = () => {
  const input = { name: 'Ines', email: `${randomUUID()}@example.com` };
  return owner.send('mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { id } }', { input });
};
const invite = () => owner.send(`mutation { inviteMember(email: "${randomUUID()}@example.com", role: MEMBER) { token } }`);

async function changeTo(code: string): Promise<void> {
  const { plans, tenant } = await owner.ask('{ plans { id code } tenant { subscription { id version } } }');
  const { id: planId } = plans.find((plan: { code: string }) => plan.code === code);
  const change = 'mutation ($id: ID!, $v: Int!, $planId: ID!) { changeSubscription(id: $id, version: $v, input: { planId: $planId }) { id } }';
  await owner.ask(change, { id: tenant.subscription.id, v: tenant.subscription.version, planId });
}

it('a tenant on Starter creates customers up to its limit, is refused by the name of its plan, and goes on with a better one', async () => {
  const answers = await Promise.all(Array.from({ length: LIMIT + 5 }, createCustomer));
  expect(answers.filter((answer) => codes(answer).length === 0)).toHaveLength(LIMIT);
  const { status, errors } = await createCustomer();
  expect({ status, message: errors[0]?.message, extensions: errors[0]?.extensions }).toEqual({
    status: 200,
    message: `The plan Starter allows ${LIMIT} customers, of which ${LIMIT} are used: there is no room for 1 more. Remove some, or ask an owner of the tenant to change its plan.`,
    extensions: expect.objectContaining({ code: 'PLAN_LIMIT_REACHED', limit: 'customers', allowed: LIMIT, plan: 'Starter' }),
  });
  expect(codes(await invite())).toEqual(['PLAN_LIMIT_REACHED']);
  expect(await owner.ask('{ tenant { limits { users { used allowed } customers { used allowed } } } }')).toEqual({
    tenant: { limits: { users: { used: 1, allowed: 1 }, customers: { used: LIMIT, allowed: LIMIT } } },
  });

  await changeTo('professional');
  await eventually(async () => codes(await createCustomer()).length === 0, SOON);
  await eventually(async () => codes(await invite()).length === 0, SOON);
  const everything = '{ tenant { limits { users { used allowed } customers { used allowed } contentItems { used allowed } mediaBytes { used allowed } } } }';
  expect(await owner.ask(everything)).toEqual({
    tenant: {
      limits: {
        users: { used: 1, allowed: 50 },
        customers: { used: LIMIT + 1, allowed: 50_000 },
        contentItems: { used: 0, allowed: 10_000 },
        mediaBytes: { used: 0, allowed: 100 * 2 ** 30 },
      },
    },
  });
});

it('a tenant that has cancelled keeps its customers and adds none', async () => {
  const { subscription } = (await owner.ask('{ tenant { subscription { id version } } }')).tenant;
  await owner.ask('mutation ($id: ID!, $v: Int!) { cancelSubscription(id: $id, version: $v, atPeriodEnd: false) { status } }', { id: subscription.id, v: subscription.version });
  const message = await eventually(async () => {
    const { errors } = await createCustomer();
    return errors[0]?.extensions.code === 'PLAN_LIMIT_REACHED' && errors[0].message;
  }, { withinMs: 20_000 });
  expect(message).toBe('This tenant has no plan in force, and so no room for more customers. An owner of the tenant can subscribe to one, or resume it.');
  expect((await owner.ask('{ customers { totalCount } }')).customers.totalCount).toBeGreaterThan(LIMIT);
});
