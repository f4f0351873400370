import { describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import {
  anyone,
  definePermissions,
  everyMember,
  inherit,
  keyField,
  roles,
  signedIn,
  superadmin,
  withFeature,
  withScope,
  type Coordinates,
  type PermissionTable,
} from '@tessera/permissions';
import { coordinatesOf } from '../coordinates.ts';
import { mergePermissions, permissionsOf, printMergedTable } from '../permissions.ts';
import { buildSubgraphSource } from '../subgraph-schema.ts';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@provides"])';

const shopSdl = `${LINK}
  type Query { orders: OrderConnection! }
  type OrderConnection { nodes: [Order!]! }
  type Order @key(fields: "id") { id: ID! total: Int! buyer: Buyer! @provides(fields: "name") }
  type Buyer @key(fields: "id") { id: ID! name: String @external tier: Int @external discount: Int @requires(fields: "tier") }
`;
const peopleSdl = `${LINK} type Buyer @key(fields: "id") { id: ID! name: String tier: Int }`;
const publicSchema = buildSchema(`
  type Query { orders: OrderConnection! }
  type OrderConnection { nodes: [Order!]! }
  type Order { id: ID! total: Int! buyer: Buyer! }
  type Buyer { id: ID! name: String tier: Int discount: Int }
  union Thing = Order | Buyer
`);

const shop = {
  Query: { orders: signedIn },
  OrderConnection: inherit,
  Order: { id: keyField, total: signedIn, buyer: signedIn },
  Buyer: { id: keyField, name: anyone, discount: everyMember },
} satisfies PermissionTable;
const people = { Buyer: { id: keyField, name: signedIn, tier: everyMember } } satisfies PermissionTable;

interface ShopCoordinates extends Coordinates {
  readonly required: { readonly Query: 'orders'; readonly Order: 'id' | 'total' | 'buyer'; readonly Buyer: 'id' | 'name' | 'discount' };
  readonly other: { readonly OrderConnection: 'nodes' };
}

function problems(shopTable: PermissionTable, peopleTable: PermissionTable = people) {
  const parts = [permissionsOf('shop', shopTable, shopSdl), permissionsOf('people', peopleTable, peopleSdl)];
  return mergePermissions(parts, publicSchema);
}

describe('the merged permission table', () => {
  it('takes the rules of every subgraph that defines a field, each once', () => {
    const { merged, problems: found } = problems(shop);
    expect(found).toEqual([]);
    expect(merged.rules['Buyer.name']).toEqual([anyone, signedIn]);
    expect(merged.rules['Buyer.id']).toEqual([keyField]);
    expect(merged.rules['OrderConnection.nodes']).toEqual([]);
    expect(merged.possibleTypes).toEqual({ Thing: ['Buyer', 'Order'] });
  });

  it('reads back from what is printed', () => {
    const { merged } = problems(shop);
    expect(JSON.parse(printMergedTable(merged))).toEqual(merged);
  });

  it('names a field that has no rule', () => {
    const { total: _total, ...order } = shop.Order;
    const found = problems({ ...shop, Order: order }).problems;
    expect(found).toContain('Order.total has no rule in any subgraph.');
    expect(found).toContain('subgraphs/shop/contract/permissions.ts: Order.total has no rule.');
  });

  it('names a rule whose field or type is not there', () => {
    const found = problems({ ...shop, Query: { ...shop.Query, ghost: anyone }, Ghost: inherit }).problems;
    expect(found).toHaveLength(2);
    expect(found.join()).toContain('Query.ghost is not in schema.graphql');
    expect(found.join()).toContain('Ghost has rules');
  });

  it('refuses a rule on a @key field that could refuse the planner', () => {
    for (const rule of [signedIn, everyMember, withScope(signedIn, 'orders:read'), withFeature(keyField, 'shop')]) {
      const found = problems({ ...shop, Order: { ...shop.Order, id: rule } }).problems;
      expect(found).toEqual([expect.stringContaining('Order.id is a @key field')]);
    }
  });

  it('refuses a field that more callers may read than what it requires', () => {
    const found = problems(shop, { Buyer: { ...people.Buyer, tier: roles('SUPERADMIN', 'OWNER') } }).problems;
    expect(found).toContain('MEMBER may read Buyer.discount, but not Buyer.tier, which it @requires.');
    expect(found.join()).not.toContain('OWNER may read');
    expect(problems({ ...shop, Buyer: { ...shop.Buyer, discount: superadmin() } }).problems).toEqual([]);
  });

  it('compares API keys by scope too', () => {
    const found = problems({ ...shop, Buyer: { ...shop.Buyer, discount: withScope(everyMember, 'shop:read') } }).problems;
    expect(found).toContain('An API key of OWNER may read Buyer.discount, but not Buyer.tier, which it @requires.');
  });
});

describe('what the plan of a tenant must have', () => {
  it('may not be more for a required field than for the one that requires it', () => {
    const found = problems(shop, { Buyer: { ...people.Buyer, tier: withFeature(everyMember, 'people') } }).problems;
    expect(found).toContain(
      'OWNER of a plan with no more than that field needs may read Buyer.discount, but not Buyer.tier, which it @requires.',
    );
    expect(problems({ ...shop, Buyer: { ...shop.Buyer, discount: withFeature(everyMember, 'people') } }).problems).toEqual([]);
  });

  it('is said once of a subgraph, and leaves open what anyone may read and what the planner selects', () => {
    const table = definePermissions<ShopCoordinates>({ ...shop, Buyer: { ...shop.Buyer, discount: withFeature(everyMember, 'vip') } }, { feature: 'shop' });
    const { merged, problems: found } = problems(table);
    expect(found).toEqual([]);
    expect(merged.rules['Query.orders']).toEqual([{ feature: 'shop', ...signedIn }]);
    expect(merged.rules['Buyer.discount']).toEqual([withFeature(everyMember, 'vip')]);
    expect(merged.rules['Buyer.name']).toEqual([anyone, signedIn]);
    expect(merged.rules['Order.id']).toEqual([keyField]);
    expect(merged.rules['OrderConnection.nodes']).toEqual([]);
  });
});

describe('the coordinates of a subgraph', () => {
  it('ask rules of roots and entities, leave out external fields and keep those that are provided', () => {
    const { required, other } = coordinatesOf(buildSubgraphSource(shopSdl));
    expect(Object.fromEntries(required)).toEqual({
      Query: ['orders'],
      Order: ['buyer', 'id', 'total'],
      Buyer: ['discount', 'id', 'name'],
    });
    expect(Object.fromEntries(other)).toEqual({ OrderConnection: ['nodes'] });
  });

  it('see a type that is only extended', () => {
    const schema = buildSubgraphSource(`${LINK} extend type Query { a: Int } extend type Query { b: Int }`);
    expect(Object.fromEntries(coordinatesOf(schema).required)).toEqual({ Query: ['a', 'b'] });
  });
});
