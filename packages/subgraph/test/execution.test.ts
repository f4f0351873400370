import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { getOperationAST, NoUnusedVariablesRule, parse, specifiedRules, validate, type DocumentNode } from 'graphql';
import { compileOperation } from '../src/execution/compile-operation.ts';
import { randomSchema, type Mood } from './fixture/random-graph.ts';
import { randomQuery } from './fixture/random-query.ts';
import { startReference, type Reference } from './fixture/reference.ts';

const RULES = specifiedRules.filter((rule) => rule !== NoUnusedVariablesRule);
const numbers = fc.array(fc.nat(5_039), { minLength: 20, maxLength: 120 });
const RUNS = 300;
const seed = fc.nat(1_000_000);
const schema = randomSchema();
let reference: Reference;
beforeAll(() => {
  reference = startReference();
});
afterAll(() => reference[Symbol.dispose]());

interface Answer {
  readonly data: unknown;
  readonly errors?: readonly { readonly path: Path; readonly message: string }[];
}
type Path = readonly (string | number)[];

async function both(mood: Mood, choices: readonly number[]) {
  const source = randomQuery(choices);
  const document = parse(source);
  expect({ source, invalid: validate(schema, document, RULES) }).toEqual({ source, invalid: [] });
  const theirs = JSON.parse(await reference.execute(source, mood)) as Answer;
  const ours = JSON.parse(JSON.stringify(await compile(document)?.run({}, mood))) as Answer;
  return { source, ours, theirs };
}

function compile(document: DocumentNode) {
  const operation = getOperationAST(document);
  return operation && compileOperation(schema, document, operation);
}

/** graphql-js has other words for a type that is none of the possible ones. */
const errorsOf = ({ errors = [] }: Answer) =>
  errors.map((error) => ({ ...error, message: error.message.replace(/^(Abstract type|Runtime Object type|A value of) .*/, 'wrong type') }));

/** The nulls of an answer that errors account for: where each error's path ends in the data. */
function nullsOf({ data, errors = [] }: Answer): string[] {
  const nulls = errors.map(({ path }) => {
    let value = data;
    const depth = path.findIndex((key) => {
      if (value !== null) value = (value as Record<string | number, unknown>)[key];
      return value === null;
    });
    expect(value).toBeNull();
    return JSON.stringify(path.slice(0, data === null ? 0 : depth + 1));
  });
  return [...new Set(nulls)].toSorted();
}

describe('a compiled query', () => {
  it('answers as graphql-js does, errors and their order included, where nothing has to be waited for', async () => {
    const claim = fc.asyncProperty(seed, numbers, async (each, choices) => {
      const { source, ours, theirs } = await both({ seed: each, nulls: 0.1, failures: 0.05, promises: 0 }, choices);
      expect({ source, data: JSON.stringify(ours.data) }).toEqual({ source, data: JSON.stringify(theirs.data) });
      expect({ source, errors: errorsOf(ours) }).toEqual({ source, errors: errorsOf(theirs) });
    });
    await fc.assert(claim, { numRuns: RUNS });
  });

  // Of several errors that lead to the same null, one is told, and not always the same one
  // (https://spec.graphql.org/October2021/#sec-Handling-Field-Errors).
  it('answers as graphql-js does where some values come later, an error for each null that is one', async () => {
    let failed = 0;
    const claim = fc.asyncProperty(seed, numbers, async (each, choices) => {
      const { source, ours, theirs } = await both({ seed: each, nulls: 0.1, failures: 0.05, promises: 0.4 }, choices);
      expect({ source, data: JSON.stringify(ours.data) }).toEqual({ source, data: JSON.stringify(theirs.data) });
      expect({ source, nulls: nullsOf(ours) }).toEqual({ source, nulls: nullsOf(theirs) });
      if (ours.errors && ours.data !== null) failed += 1;
    });
    await fc.assert(claim, { numRuns: RUNS });
    expect(failed).toBeGreaterThan(RUNS / 10);
  });
});

describe('left to graphql-js is', () => {
  it.each([
    ['a mutation', 'mutation { text }'],
    ['@skip', '{ text @skip(if: false) }'],
    ['a key that JavaScript keeps for itself', '{ __proto__: text }'],
    ['such a key in a fragment', '{ part { ...F } } fragment F on Part { __proto__: part { id } }'],
  ])('%s', (_what, source) => {
    expect(compile(parse(source))).toBeNull();
  });
});
