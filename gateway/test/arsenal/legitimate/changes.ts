import { getNamedType, isObjectType, type GraphQLSchema } from 'graphql';
import { repeat } from '../hostile-request.ts';
import type { LegitimateOperation } from './legitimate-operation.ts';
import { fieldsOf, leaves, withVariables } from './selections.ts';

const customer = (at: number) => `{ name: "Customer ${at}", email: "customer${at}@example.com", company: "Acme" }`;

/** Every change of the graph, with all that it can be given and all that it answers; and many at once. */
export function changes(schema: GraphQLSchema): LegitimateOperation[] {
  const each = fieldsOf(schema.getMutationType()).map((field) => {
    const { call, declared } = withVariables(field);
    const selection = isObjectType(getNamedType(field.type)) ? `{ ${leaves(field.type)} }` : '';
    return { name: field.name, query: `mutation Change${declared} { ${call} ${selection} }` };
  });
  return [
    ...each,
    {
      name: 'thirty notifications read at once',
      query: `mutation { ${repeat(30, (at) => `n${at}: markNotificationRead(id: "${at}") { id readAt }`)} }`,
    },
    {
      name: 'twenty-five customers from a form of many rows',
      query: `mutation { ${repeat(25, (at) => `c${at}: createCustomer(input: ${customer(at)}) { id version }`)} }`,
    },
    {
      name: 'ten deals moved on a board',
      query: `mutation Move(${repeat(10, (at) => `$d${at}: ID!, $v${at}: Int!`, ', ')}, $stage: ID!) {
        ${repeat(10, (at) => `m${at}: moveDeal(id: $d${at}, version: $v${at}, stageId: $stage) { ...Card }`)}
      }
      fragment Card on Deal { id version title amountMinor currency stage { id name position } owner { id email } }`,
    },
    {
      name: 'a setting of 60 kB',
      query: 'mutation Set($input: SetSystemConfigInput!) { setSystemConfig(input: $input) { key version } }',
      variables: {
        input: {
          key: 'layout',
          value: Array.from({ length: 900 }, (_, at) => ({ id: at, title: 'A column of a table', width: 120 })),
        },
      },
    },
    {
      name: 'five hundred rows imported at once',
      graph: 'abstract',
      query: 'mutation Import($rows: [Row!]!) { importItems(rows: $rows) }',
      variables: {
        rows: Array.from({ length: 500 }, (_, at) => ({
          title: `Row ${at}`,
          tags: ['imported', 'spring', 'europe'],
          filter: { text: 'x', at },
          children: [{ title: `Part of ${at}` }],
        })),
      },
    },
    {
      name: 'a filter of three hundred ids',
      graph: 'abstract',
      query: 'query Chosen($filter: Filter!) { search(filter: $filter) { __typename ... on Item { id title } } }',
      variables: {
        filter: { or: [{ ids: Array.from({ length: 300 }, (_, at) => `item-${at}`) }, { text: 'or this' }] },
      },
    },
  ];
}
