import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addCustomer, addDeal, addInteraction } from './support/records.ts';
import { openCrmWorld, type Caller, type CrmWorld } from './support/world.ts';

let world: CrmWorld;
let owner: Caller;

beforeAll(async () => {
  world = await openCrmWorld();
  owner = (await world.addTenant()).as('OWNER');
  for (let n = 1; n <= 7; n += 1) {
    const status = n % 2 === 0 ? 'PROSPECT' : 'ACTIVE';
    const person = { name: `Customer ${n}`, email: `c${n}@example.com`, company: '50%', status };
    const { id } = await addCustomer(owner, person);
    for (let deal = 1; deal <= 4; deal += 1) {
      const expectedCloseDate = deal % 2 === 0 ? `2027-01-0${deal}` : null;
      await addDeal(owner, id, { title: `Deal ${n}.${deal}`, amountMinor: deal * 3_000_000_000, expectedCloseDate });
    }
    await addInteraction(owner, 'CUSTOMER', id);
  }
});
afterAll(() => world.close());

/** Every page of a list after the other. */
async function walk(field: string, args: string, node: string, first: number): Promise<string[]> {
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const source =
      `query ($after: String) { list: ${field}(first: ${first}, after: $after${args}) {` +
      ` nodes { ${node} } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
    const { list } = await owner.get(source, { after });
    expect(list.pageInfo.hasPreviousPage).toBe(after !== null);
    expect(list.pageInfo.endCursor).toBe(list.edges.at(-1)?.cursor ?? null);
    seen.push(...list.nodes.map((row: Record<string, unknown>) => String(row[node])));
    after = list.pageInfo.hasNextPage ? list.pageInfo.endCursor : null;
  } while (after);
  return seen;
}

describe('a list', () => {
  it.each([
    ['customers', 'name', ['NAME', 'EMAIL', 'CREATED_AT', 'UPDATED_AT']],
    ['deals', 'title', ['TITLE', 'AMOUNT', 'PROBABILITY', 'EXPECTED_CLOSE_DATE', 'CREATED_AT', 'UPDATED_AT']],
    ['interactions', 'id', ['OCCURRED_AT', 'CREATED_AT']],
    ['pipelines', 'name', ['NAME', 'CREATED_AT']],
  ])('of %s gives every row once in each order, page by page, both ways', async (field, node, orders) => {
    for (const order of orders) {
      const forth = await walk(field, `, orderBy: { field: ${order}, direction: ASC }`, node, 3);
      const back = await walk(field, `, orderBy: { field: ${order}, direction: DESC }`, node, 5);
      expect(new Set(forth).size).toBe(forth.length);
      expect(back).toEqual(forth.toReversed());
    }
  });

  it('puts deals without an expected day last', async () => {
    const order = ', orderBy: { field: EXPECTED_CLOSE_DATE, direction: ASC }';
    const days = await walk('deals', order, 'expectedCloseDate', 9);
    expect(days.slice(0, 7)).toEqual(Array(7).fill('2027-01-02'));
    expect(days.slice(14)).toEqual(Array(14).fill('null'));
  });

  it.each([0, -1, 101, 10_000])('refuses a page size of %d', async (first) => {
    const source = 'query ($first: Int) { customers(first: $first) { totalCount } }';
    const { codes, error } = await owner.ask(source, { first });
    expect({ codes, field: error?.field }).toEqual({ codes: ['BAD_USER_INPUT'], field: 'first' });
  });

  it('refuses the cursor of another list, of another order, and what is no cursor', async () => {
    const { customers } = await owner.get('{ customers(first: 1) { pageInfo { endCursor } } }');
    const after = customers.pageInfo.endCursor;
    const refused: [string, string][] = [
      ['query ($after: String) { deals(after: $after) { totalCount } }', after],
      ['query ($after: String) { customers(after: $after, orderBy: { field: NAME }) { totalCount } }', after],
      ['query ($after: String) { customers(after: $after, orderBy: { direction: ASC }) { totalCount } }', after],
      ['query ($after: String) { customers(first: 1) { nodes { deals(after: $after) { totalCount } } } }', after],
      ['query ($after: String) { customers(after: $after) { totalCount } }', 'garbage'],
      ['query ($after: String) { customers(after: $after) { totalCount } }', forged(after, 'plain', 'not a moment')],
      ['query ($after: String) { customers(after: $after) { totalCount } }', forged(after, 'date', '+200000-01-01')],
    ];
    for (const [source, cursor] of refused) {
      const { codes, error } = await owner.ask(source, { after: cursor });
      expect({ source, codes, field: error?.field }).toEqual({ source, codes: ['BAD_USER_INPUT'], field: 'after' });
    }
  });

  it.each([
    ['{ search: "customer 3" }', 1],
    ['{ search: "C3@EXAMPLE" }', 1],
    ['{ search: "50%" }', 7],
    ['{ search: "5_" }', 0],
    ['{ status: [PROSPECT] }', 3],
    ['{ status: [PROSPECT, ACTIVE], search: "Customer" }', 7],
    ['{ status: [] }', 0],
    ['{ status: null, search: null }', 7],
    ['{ createdBefore: "2020-01-01T00:00:00Z" }', 0],
    ['{ createdFrom: "2020-01-01T00:00:00+02:00" }', 7],
    ['{ ownerId: "019b76da-a800-7000-8000-0000000000ff" }', 0],
  ])('filters customers by %s', async (filter, count) => {
    const { customers } = await owner.get(`{ customers(filter: ${filter}) { totalCount nodes { id } } }`);
    expect([customers.totalCount, customers.nodes.length]).toEqual([count, count]);
  });

  it.each([
    ['{ minAmountMinor: 9000000000 }', 14],
    ['{ maxAmountMinor: 3000000000 }', 7],
    ['{ expectedCloseFrom: "2027-01-03" }', 7],
    ['{ expectedCloseTo: "2027-01-02" }', 7],
    ['{ currency: "eur", status: [OPEN] }', 28],
    ['{ search: "Deal 7." }', 4],
  ])('filters deals by %s', async (filter, count) => {
    expect((await owner.get(`{ deals(filter: ${filter}) { totalCount } }`))['deals'].totalCount).toBe(count);
  });

  it.each([
    '{ ownerId: "x" }',
    '{ search: "" }',
    '{ search: "a\\u0000b" }',
    '{ createdFrom: "0000-01-01T00:00:00Z" }',
  ])('refuses the filter %s', async (filter) => {
    expect((await owner.ask(`{ customers(filter: ${filter}) { totalCount } }`)).codes).toEqual(['BAD_USER_INPUT']);
  });
});

describe('nested lists', () => {
  const nested = (first: number) =>
    `{ customers(first: ${first}, orderBy: { field: NAME, direction: ASC }) { totalCount nodes { name owner { id }` +
    ' deals(first: 2, orderBy: { field: TITLE, direction: DESC }, filter: { minAmountMinor: 6000000000 }) {' +
    ' totalCount pageInfo { hasNextPage }' +
    ' nodes { title stage { name } customer { name } pipeline { stages { totalCount } } } }' +
    ' interactions { totalCount nodes { subject author { id } customer { id } } } } } }';

  it('give each parent its own page, order, filter and count', async () => {
    const { customers } = await owner.get(nested(7));
    expect(customers.nodes).toHaveLength(7);
    for (const { name, deals, interactions } of customers.nodes) {
      const n = name.split(' ')[1];
      expect(deals.totalCount).toBe(3);
      expect(deals.pageInfo.hasNextPage).toBe(true);
      expect(deals.nodes.map((deal: { title: string }) => deal.title)).toEqual([`Deal ${n}.4`, `Deal ${n}.3`]);
      expect(deals.nodes[0].customer.name).toBe(name);
      expect(interactions.totalCount).toBe(1);
    }
  });

  it('are read by as many statements for 7 parents as for 1', async () => {
    const one = await world.countStatements(() => owner.get(nested(1)));
    const seven = await world.countStatements(() => owner.get(nested(7)));
    expect(seven).toBe(one);
    expect(one).toBeLessThanOrEqual(12);
  });

  it('count only when asked', async () => {
    const counted = await world.countStatements(() => owner.get('{ customers { totalCount nodes { id } } }'));
    const uncounted = await world.countStatements(() => owner.get('{ customers { nodes { id } } }'));
    expect([counted, uncounted]).toEqual([2, 1]);
  });
});

/** A cursor of the right list with another place in it. */
function forged(cursor: string, tag: string, value: string): string {
  const [print, , , id] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  return Buffer.from(JSON.stringify([print, tag, value, id])).toString('base64url');
}
