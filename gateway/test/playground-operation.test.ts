import { expect, it } from '@jest/globals';
import { readOperation } from '../src/playground/client/read-operation.ts';

const TWO = 'query Read { me { id } } mutation Write { logout }';

it.each([
  ['the only operation, whatever the editor still calls it', '{ me { id } }', 'Welcome', { operationName: undefined, kind: 'query' }],
  ['the only operation by its own name', 'query Platform { me { id } }', 'Welcome', { operationName: 'Platform', kind: 'query' }],
  ['a subscription', 'subscription { ticked }', null, { operationName: undefined, kind: 'subscription' }],
  ['the one of several that is named', TWO, 'Write', { operationName: 'Write', kind: 'mutation' }],
  ['none of several where the name is of another tab', TWO, 'Welcome', { operationName: undefined, kind: undefined }],
  ['nothing of what is no GraphQL', 'query {', 'Read', { operationName: undefined, kind: undefined }],
])('the Playground runs %s', (_, query, operationName, expected) => {
  expect(readOperation({ query, operationName })).toEqual(expected);
});
