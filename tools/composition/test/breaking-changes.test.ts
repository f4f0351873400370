import { describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { findBreakingChanges } from '../breaking-changes.ts';

const before = buildSchema('type Query { a: Int  b(x: Int): String }');

describe('changes of the public schema', () => {
  it('may add fields and optional arguments', async () => {
    const after = buildSchema('type Query { a: Int  b(x: Int, y: Int): String  c: Int }');
    expect(await findBreakingChanges(before, after)).toEqual([]);
  });

  it('break clients when a field goes or an argument becomes required', async () => {
    const after = buildSchema('type Query { b(x: Int!): String }');
    const messages = (await findBreakingChanges(before, after)).map(({ message }) => message);
    expect(messages).toEqual([expect.stringContaining("'a' was removed"), expect.stringContaining("'x' on field 'Query.b'")]);
  });
});
