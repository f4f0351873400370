import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DemoWorld } from '@tessera/platform';
import { demoWorld, identityIn, startTestSubgraph, type TestSubgraph } from '@tessera/testkit';

let billing: TestSubgraph;
let world: DemoWorld;

beforeAll(async () => {
  [billing, world] = [await startTestSubgraph('billing'), await demoWorld()];
});
afterAll(() => billing.stop());

const YEAR = `query ($tenants: [_Any!]!) {
  _entities(representations: $tenants) { ... on Tenant {
    subscription { status quantity plan { code features } usage { metric quantity } }
    invoices(first: 100, orderBy: { direction: ASC }) { totalCount nodes {
      number kind status amountMinor paidMinor dueMinor lines { kind amountMinor usageCount } payments { status attempt }
    } }
  } }
  invoices(first: 100) { nodes { status number customer { id } creditNotes { number amountMinor toBalanceMinor } } }
}`;

describe.each([['demo001', 'professional'], ['acme', 'enterprise']])('the year of %s', (slug, plan) => {
  // eslint-disable-next-line typescript/no-explicit-any -- the document tells its shape
  let year: any;

  beforeAll(async () => {
    const owner = identityIn(world, slug, 'OWNER');
    const { data, errors } = await billing.send(owner, YEAR, { tenants: [{ __typename: 'Tenant', id: owner.tenantId }] });
    expect(errors).toEqual([]);
    year = { ...data._entities[0], all: data.invoices.nodes };
  });

  it('ends in a plan with content, in force', () => {
    expect(year.subscription).toMatchObject({ status: 'ACTIVE', plan: { code: plan } });
    expect(year.subscription.plan.features).toContain('cms');
    expect(year.subscription.usage.map(({ metric }: { metric: string }) => metric)).toContain('api_calls');
  });

  it('has an invoice for each month and each change, numbered without a gap, and all of them paid', () => {
    const { nodes, totalCount } = year.invoices;
    expect(totalCount).toBeGreaterThanOrEqual(14);
    expect(nodes.map((invoice: { number: string }) => Number(invoice.number.split('-')[1]))).toEqual(nodes.map((_: unknown, index: number) => index + 1));
    expect(nodes.map(({ status, dueMinor }: { status: string; dueMinor: number }) => [status, dueMinor])).toEqual(nodes.map(() => ['PAID', 0]));
  });

  it('bills usage, and adds up', () => {
    const usage = year.invoices.nodes.flatMap((invoice: { lines: { kind: string; usageCount: number }[] }) => invoice.lines.filter(({ kind }) => kind === 'USAGE'));
    expect(usage.length).toBeGreaterThanOrEqual(11);
    expect(usage.every(({ usageCount }: { usageCount: number }) => usageCount === 3)).toBe(true);
    for (const { lines, amountMinor } of year.invoices.nodes) {
      expect(lines.reduce((sum: number, line: { amountMinor: number }) => sum + line.amountMinor, 0)).toBe(amountMinor);
    }
  });

  it('has a payment that failed twice and came through', () => {
    const attempts = year.invoices.nodes.map(({ payments }: { payments: { status: string }[] }) => payments.map(({ status }) => status).join());
    expect(attempts).toContain('FAILED,FAILED,SUCCEEDED');
  });

  it('has invoices to customers of every kind, and a credit note', () => {
    const toCustomers = year.all.filter(({ customer }: { customer: object | null }) => customer);
    expect(toCustomers.map(({ status }: { status: string }) => status).toSorted()).toEqual(['DRAFT', 'OPEN', 'PAID', 'PAID', 'UNCOLLECTIBLE', 'VOID']);
    const notes = toCustomers.flatMap((invoice: { creditNotes: object[] }) => invoice.creditNotes);
    expect(notes).toEqual([{ number: 'CN-000001', amountMinor: 24_000, toBalanceMinor: 24_000 }]);
  });
});
