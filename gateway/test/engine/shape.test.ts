import { describe, expect, it } from '@jest/globals';
import { shape } from './support/shape.ts';

const HERO = { __typename: 'Hero', id: 'h1', name: 'Ada', role: 'PILOT', friends: [] };

describe('the text of an answer', () => {
  it('has the keys of the query, in its order, under their aliases', () => {
    const { data, errors } = shape('{ hero { b: name id role a: name } }', { hero: { ...HERO, a: 'Ada', b: 'Ada' } });
    expect(data).toBe('{"hero":{"b":"Ada","id":"h1","role":"PILOT","a":"Ada"}}');
    expect(errors).toEqual([]);
  });
});
