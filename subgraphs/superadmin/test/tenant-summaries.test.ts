import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import type { Identity } from '@tessera/identity';
import { codes, startTestSubgraph, type TestSubgraph } from '@tessera/testkit';

const superadmin: Identity = { userId: v7(), sessionId: v7(), tenantId: null, role: 'SUPERADMIN' };

/** What is known of each tenant: members, what its open deals are worth in euros, what it pays each month in dollars. */
const TENANTS = [
  { slug: 'alpha', name: 'Zebra 100%', status: 'ACTIVE', tier: 'STARTER', members: 2, deals: 500, monthly: 0 },
  { slug: 'beta', name: 'Yak', status: 'SUSPENDED', tier: 'ENTERPRISE', members: 7, deals: 0, monthly: 9_999 },
  { slug: 'gamma', name: 'Xerus', status: 'ACTIVE', tier: 'ENTERPRISE', members: 2, deals: 80, monthly: 100_000 },
  { slug: 'delta', name: 'Wolf', status: 'ACTIVE', tier: null, members: 0, deals: 0, monthly: 29_999 },
  { slug: 'gone', name: 'Gone', status: 'DELETED', tier: 'STARTER', members: 1, deals: 0, monthly: 0 },
];

describe('tenantSummaries', () => {
  let subgraph: TestSubgraph;
  beforeAll(async () => {
    subgraph = await startTestSubgraph('superadmin');
    const { database } = subgraph;
    for (const { slug, name, status, tier, members, deals, monthly } of TENANTS) {
      const id = v7();
      const deletedAt = status === 'DELETED' ? new Date() : null;
      await database.sql('INSERT INTO tenant_directory VALUES ($1, $2, $3, $4, $5, $6)', [id, slug, name, status, tier, deletedAt]);
      if (members) await database.sql(`INSERT INTO entity_counts VALUES ($1, 'tenants', 'Membership', $2)`, [id, members]);
      const sum = (service: string, entity: string, state: string, currency: string, amount: number) =>
        database.sql('INSERT INTO entity_sums VALUES ($1, $2, $3, $4, $5, 1, $6)', [id, service, entity, state, currency, amount]);
      if (deals) await sum('crm', 'Deal', 'OPEN', 'EUR', deals);
      if (monthly) await sum('billing', 'TenantSubscription', 'ACTIVE', 'USD', monthly);
      await sum('crm', 'Deal', 'WON', 'EUR', 1_000_000);
    }
  });
  afterAll(() => subgraph.stop());

  const ask = (args: string) =>
    subgraph.send(superadmin, `{ tenantSummaries(${args}) { totalCount nodes { slug } pageInfo { hasNextPage endCursor } } }`);
  const slugs = async (args: string): Promise<string[]> => {
    const { data } = await ask(args);
    return data.tenantSummaries.nodes.map(({ slug }: { slug: string }) => slug);
  };

  it.each([
    ['first: 9', ['alpha', 'beta', 'delta', 'gamma']],
    ['orderBy: { field: NAME }', ['delta', 'gamma', 'beta', 'alpha']],
    ['orderBy: { field: USERS, direction: DESC }', ['beta', 'gamma', 'alpha', 'delta']],
    ['orderBy: { field: MONTHLY_RECURRING, direction: DESC, currency: "usd" }', ['gamma', 'delta', 'beta', 'alpha']],
    ['orderBy: { field: OPEN_DEAL_VALUE, direction: DESC, currency: "EUR" }', ['alpha', 'gamma', 'delta', 'beta']],
    ['orderBy: { field: OPEN_DEALS }', ['beta', 'delta', 'alpha', 'gamma']],
  ])('come ordered by %s, the same in pages of one', async (order, expected) => {
    expect(await slugs(order)).toEqual(expected);
    const paged: string[] = [];
    const rest = order === 'first: 9' ? '' : order;
    for (let after = ''; ; ) {
      const { data } = await ask(`first: 1 ${after} ${rest}`);
      paged.push(data.tenantSummaries.nodes[0].slug);
      if (!data.tenantSummaries.pageInfo.hasNextPage) break;
      after = `after: "${data.tenantSummaries.pageInfo.endCursor}"`;
    }
    expect(paged).toEqual(expected);
  });

  it.each([
    ['filter: { search: "YA" }', ['beta']],
    ['filter: { search: "0%" }', ['alpha']],
    ['filter: { search: "%" }', ['alpha']],
    ['filter: { tier: [ENTERPRISE], status: [ACTIVE] }', ['gamma']],
    ['filter: { status: [DELETED] }', ['gone']],
    ['filter: { status: [] }', []],
    ['filter: { search: null, status: null, tier: null }', ['alpha', 'beta', 'delta', 'gamma']],
  ])('are those of %s, and as many as totalCount says', async (filter, expected) => {
    const { data } = await ask(filter);
    expect(data.tenantSummaries.nodes.map(({ slug }: { slug: string }) => slug)).toEqual(expected);
    expect(data.tenantSummaries.totalCount).toBe(expected.length);
  });

  it.each([
    ['orderBy: { field: MONTHLY_RECURRING }', 'orderBy.currency', /Name the currency/],
    ['orderBy: { field: USERS, currency: "USD" }', 'orderBy.currency', /Leave it out/],
    ['orderBy: { field: MONTHLY_RECURRING, currency: "dollars" }', 'orderBy.currency', /ISO 4217/],
    ['filter: { search: "a\\u0000" }', 'filter.search', /control characters/],
  ])('refuse %s in words that name the cure', async (args, field, message) => {
    const answer = await ask(args);
    expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
    expect(answer.errors[0]).toMatchObject({ message: expect.stringMatching(message), extensions: { field } });
  });

  it('refuse the cursor of another order, or currency, and one that was tampered with', async () => {
    const byUsers = (await ask('first: 1 orderBy: { field: USERS }')).data.tenantSummaries.pageInfo.endCursor as string;
    const [print, tag, , id] = JSON.parse(Buffer.from(byUsers, 'base64url').toString()) as string[];
    const forged = Buffer.from(JSON.stringify([print, tag, '1; DROP', id])).toString('base64url');
    for (const args of [`after: "${byUsers}"`, `after: "${byUsers}" orderBy: { field: LEADS }`, `after: "${forged}" orderBy: { field: USERS }`]) {
      expect(codes(await ask(args))).toEqual(['BAD_USER_INPUT']);
    }
    const dollars = (await ask('first: 1 orderBy: { field: MONTHLY_RECURRING, currency: "USD" }')).data.tenantSummaries.pageInfo.endCursor;
    expect(codes(await ask(`after: "${dollars}" orderBy: { field: MONTHLY_RECURRING, currency: "EUR" }`))).toEqual(['BAD_USER_INPUT']);
  });
});
