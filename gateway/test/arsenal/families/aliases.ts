import { fill, repeat, type Family } from '../hostile-request.ts';

export const aliases: Family = {
  name: 'aliases and root fields',
  requests: [
    {
      name: 'as many aliases as there is room for',
      graph: 'tessera',
      query: `{ ${fill((at) => `a${at}: me { id }`)} }`,
      expected: { limit: 'tokens' },
    },
    {
      name: '1,600 aliases, of which 2,000 took the stock gateway 4 s',
      graph: 'tessera',
      query: `{ ${repeat(1_600, (at) => `a${at}: __typename`)} }`,
      expected: { limit: 'selections' },
    },
    {
      name: '900 aliases of one field',
      graph: 'tessera',
      query: `{ me { ${repeat(900, (at) => `a${at}: email`)} } }`,
      expected: { limit: 'aliases' },
    },
    {
      name: '99 aliases over subgraphs',
      graph: 'tessera',
      query: `{ me { ${repeat(99, (at) => `a${at}: tenant { company { name } }`)} } }`,
      expected: 'answer',
    },
    {
      name: '490 root fields',
      graph: 'tessera',
      query: `{ ${'me { id } '.repeat(490)} }`,
      expected: { limit: 'rootFields' },
    },
    {
      name: '25 root fields over subgraphs, each with three aliases',
      graph: 'tessera',
      query: `{ ${repeat(25, (at) => `r${at}: me { a: tenant { company { id } } b: ownedCustomers(first: 1) { nodes { owner { email } } } c: memberships { user { email } tenant { name } } }`)} }`,
      expected: 'answer',
    },
    {
      name: '30 changes',
      graph: 'tessera',
      query: `mutation { ${repeat(30, (at) => `m${at}: deleteCustomer(id: "${at}", version: 1)`)} }`,
      expected: 'answer',
    },
  ],
};
