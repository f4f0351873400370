import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Role } from '@tessera/identity';
import type { DemoWorld } from '@tessera/platform';
import { codes, demoWorld, identityIn, startTestSubgraph, type TestSubgraph } from '@tessera/testkit';

let billing: TestSubgraph;
let world: DemoWorld;
beforeAll(async () => {
  [billing, world] = [await startTestSubgraph('billing'), await demoWorld()];
});
afterAll(() => billing.stop());

const MINE = `{ invoices(first: 100) { totalCount nodes {
  customer { id } subscription { id } lines { position } payments { id } creditNotes { id }
} } subscriptions { totalCount } }`;

interface InvoicePage {
  readonly totalCount: number;
  readonly nodes: { readonly id: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const askedBy = (role: Role) => billing.send(identityIn(world, 'acme', role), MINE);

describe('what there is to see of a tenant\'s billing', () => {
  it('is all of it for its OWNER and AUDITOR', async () => {
    const [owner, auditor] = [await askedBy('OWNER'), await askedBy('AUDITOR')];
    expect(owner.errors).toEqual([]);
    expect(owner.data.invoices.totalCount).toBeGreaterThan(15);
    expect(auditor.data).toEqual(owner.data);
  });

  it('is for a MEMBER what is its own: invoices to its customers, with all that hangs on them', async () => {
    const { data } = await askedBy('MEMBER');
    const member = identityIn(world, 'acme', 'MEMBER');
    const own = world.tenants.find(({ slug }) => slug === 'acme')!.customers.filter(({ ownerId }) => ownerId === member.userId);
    const nodes: { customer: { id: string }; lines: object[]; payments: object[]; creditNotes: object[] }[] = data.invoices.nodes;
    expect(nodes.length).toBeGreaterThan(0);
    expect(nodes.filter(({ customer }) => !own.some(({ id }) => id === customer.id))).toEqual([]);
    expect(nodes.every(({ lines }) => lines.length > 0)).toBe(true);
    expect(nodes.flatMap(({ creditNotes, payments }) => [creditNotes, payments].map((each) => each.length > 0))).toContain(true);
    expect(data.subscriptions.totalCount).toBe(0);
  });

  it('is nothing for a VIEWER', async () => expect(codes(await askedBy('VIEWER'))).toContain('FORBIDDEN'));

  it('can be paged through without a row twice or left out, in both orders', async () => {
    const owner = identityIn(world, 'acme', 'OWNER');
    const page = `query ($after: String, $way: OrderDirection!) {
      invoices(first: 4, after: $after, orderBy: { direction: $way }) { totalCount nodes { id } pageInfo { hasNextPage endCursor } } }`;
    const pageAfter = async (after: string | null, way: string): Promise<InvoicePage> =>
      (await billing.send<{ invoices: InvoicePage }>(owner, page, { after, way })).data!.invoices;
    const walk = async (way: string) => {
      const ids: string[] = [];
      let current = await pageAfter(null, way);
      for (;;) {
        ids.push(...current.nodes.map(({ id }) => id));
        if (!current.pageInfo.hasNextPage) break;
        current = await pageAfter(current.pageInfo.endCursor, way);
      }
      expect(ids).toHaveLength(current.totalCount);
      return ids;
    };
    const [down, up] = [await walk('DESC'), await walk('ASC')];
    expect(new Set(down).size).toBe(down.length);
    expect(up).toEqual(down.toReversed());
  });
});
