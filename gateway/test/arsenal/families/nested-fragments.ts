import { fill, repeat, type Family } from '../hostile-request.ts';

/** Fragments that spread the next one twice: a few hundred bytes stand for billions of fields. */
const doubling = (levels: number, spread: (name: string) => string, type: string, leaf: string) =>
  `${repeat(levels, (at) => `fragment F${at} on ${type} { ${spread(`F${at + 1}`)} ${spread(`F${at + 1}`)} }`)}
   fragment F${levels} on ${type} { ${leaf} }`;

export const nestedFragments: Family = {
  name: 'nested fragments',
  requests: [
    {
      name: '632 bytes that held the stock gateway for 14 s',
      graph: 'tessera',
      query: `{ me { ...F0 } } ${doubling(16, (name) => `...${name}`, 'User', 'id')}`,
      expected: { limit: 'selections' },
    },
    {
      name: 'doubling below fields, so that no two are the same',
      graph: 'tessera',
      query: `{ me { ...F0 } } ${repeat(9, (at) => `fragment F${at} on User { a: tenant { memberships { nodes { user { ...F${at + 1} } } } } b: tenant { memberships { nodes { user { ...F${at + 1} } } } } }`)} fragment F9 on User { id }`,
      expected: { limit: 'depth' },
    },
    {
      name: 'as many as there is room for',
      graph: 'tessera',
      query: `{ me { ...F0 } } ${fill((at) => `fragment F${at} on User { ...F${at + 1} ...F${at + 1} }`)} fragment Last on User { id }`,
      expected: { limit: 'tokens' },
    },
    {
      name: 'tripled under inline fragments and aliases',
      query: `{ items { ...F0 } } ${repeat(12, (at) => `fragment F${at} on Item { ... { ...F${at + 1} } ... on Item { ...F${at + 1} } related(first: 1) { ...F${at + 1} } }`)} fragment F12 on Item { id }`,
      expected: { limit: 'selections' },
    },
    {
      name: 'just within the limit of selections',
      query: `{ items(first: 1) { ...F0 } } ${doubling(7, (name) => `...${name}`, 'Item', 'id title')}`,
      expected: 'answer',
    },
  ],
};
