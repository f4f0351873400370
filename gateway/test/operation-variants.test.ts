import { expect, it } from '@jest/globals';
import { DEFAULT_LIMITS } from '../src/limits/limit-settings.ts';
import { createOperationStore } from '../src/operations/operation-store.ts';
import { inProcessGraph } from './engine/program/in-process-graph.ts';

const graph = inProcessGraph({ first: { typeDefs: 'type Query { a(c: Int): Int b: Int }' } });
const store = createOperationStore({ engine: graph.engine, permissions: null, limits: DEFAULT_LIMITS, production: false });
const QUERY = 'query($a: Boolean!, $b: Boolean = true, $c: Int) { a @include(if: $a) b @skip(if: $b) c: a(c: $c) @include(if: true) }';

it('plans an operation once for each set of the values that its conditions read', async () => {
  const operation = store.find(QUERY, undefined);
  const first = await operation.prepare(operation.coerce({ a: true, c: 1 }));
  expect(operation.executable(operation.coerce({ a: true, b: true, c: 2 }))).toBe(first);
  expect(operation.executable(operation.coerce({ a: false }))).toBeUndefined();
  const [one, other] = await Promise.all([operation.prepare({ a: false, b: true }), operation.prepare({ a: false, b: true })]);
  expect(one).toBe(other);
  expect(one).not.toBe(first);
});

it('plans an operation without such conditions once', async () => {
  const operation = store.find('{ a @include(if: true) }', undefined);
  const first = await operation.prepare({});
  expect(operation.executable({ any: 1 })).toBe(first);
});

it('keeps no more of them than there is room for', async () => {
  const flags = Array.from({ length: 8 }, (_, at) => `f${at}`);
  const conditions = flags.map((flag) => `${flag}: a @include(if: $${flag})`).join(' ');
  const text = `query(${flags.map((flag) => `$${flag}: Boolean!`).join()}) { ${conditions} }`.padEnd(8_000);
  const operation = store.find(text, undefined);
  const valuesOf = (number: number) => Object.fromEntries(flags.map((flag, at) => [flag, ((number >> at) & 1) === 1]));
  for (let number = 0; number < 100; number += 1) await operation.prepare(valuesOf(number));
  expect(operation.executable(valuesOf(0))).toBeUndefined();
  expect(operation.executable(valuesOf(99))).toBeDefined();
});
