import { nest, repeat, type Family } from '../hostile-request.ts';

const KINDS = 24;
/** Which comes first depends on the machine. */
const PLANNING = { limit: ['planningMs', 'planningMegabytes'] } as const;

export const planning: Family = {
  name: 'planning',
  requests: [
    {
      name: 'fragments on another interface, written out for each type at every level',
      query: `{ media(first: 1) { ${nest(8, (inner) => `... on Node { siblings(first: 1) { ${inner} } }`, 'id')} } }`,
      expected: { limit: 'selections' },
    },
    {
      name: 'fragments on another interface, at two levels',
      query: `{ media(first: 1) { plays ${nest(2, (inner) => `... on Node { siblings(first: 1) { ${inner} } }`, 'id')} } }`,
      expected: 'answer',
    },
    {
      name: 'a field of the interface that another subgraph has',
      query: '{ items(first: 1) { views comments(first: 1) { text } } }',
      expected: 'answer',
    },
    {
      name: '31 bytes: a shared list, then a field of another subgraph',
      query: '{ items { similar { views } } }',
      expected: PLANNING,
    },
    {
      name: 'a list of one subgraph, then of the other, five times',
      query: `{ items(first: 1) { ${nest(5, (inner, level) => (level % 2 ? `comments(first: 1) { about { ${inner} } }` : `linked(first: 1) { ${inner} }`), 'title views')} } }`,
      expected: PLANNING,
    },
    {
      name: 'a fragment on every type',
      query: `{ items(first: 1) { ${repeat(KINDS, (at) => `... on Kind${at} { own${at} views comments(first: 1) { author { name followers(first: 1) { id } } } }`)} } }`,
      expected: 'answer',
    },
    {
      name: 'a fragment on every second type in a fragment on every type',
      query: `{ items(first: 1) { ${repeat(KINDS, (at) => `... on Kind${at} { any { ${repeat(KINDS / 2, (inner) => `... on Kind${inner} { own${inner} }`)} } }`)} } }`,
      expected: 'answer',
    },
    {
      name: 'fragments on the interface in a union, at every level',
      query: `{ search(text: "a") { ${nest(2, (inner) => `... on Item { any { ${inner} } views }`, '__typename')} } }`,
      expected: 'answer',
    },
    {
      name: 'what another subgraph requires, of every type',
      query: `{ items(first: 1) { ${repeat(KINDS, (at) => `... on Kind${at} { weight sku views }`)} } }`,
      expected: 'answer',
    },
    {
      name: 'friends of friends over subgraphs',
      query: `{ user(id: 1) { ${nest(5, (inner) => `followers(first: 1) { comments(first: 1) { author { ${inner} name } } }`, 'id')} } }`,
      expected: 'answer',
    },
    {
      name: '90 ways over subgraphs',
      query: `{ user(id: 1) { ${repeat(90, (at) => `a${at}: followers(first: 1) { name comments(first: 1) { author { name } } }`)} } }`,
      expected: 'answer',
    },
    {
      name: '30 changes',
      query: `mutation { ${repeat(30, (at) => `m${at}: touch(id: ${at}) { id title owner { name } }`)} }`,
      expected: 'answer',
    },
    {
      name: 'everything of the repository, at two levels',
      graph: 'tessera',
      query: `{ customers(first: 5) { nodes { ${repeat(30, (at) => `a${at}: owner { profile { locale } tenant { company { name } summary { users } memberships(first: 1) { nodes { user { email profile { phone } } } } } }`)} } } }`,
      expected: 'answer',
    },
    {
      name: 'round and round the repository',
      graph: 'tessera',
      query: `{ me { ${nest(4, (inner) => `tenant { customers(first: 1) { nodes { owner { profile { locale } email ${inner} } } } }`, 'id')} } }`,
      expected: 'answer',
    },
  ],
};
