import {
  executeSync,
  getNullableType,
  GraphQLError,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  type DocumentNode,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import type { Gathered, Variables } from '../../../src/engine/contract.ts';
import { chance, pick, scalar, upTo, type Draw } from './draw.ts';

/** A source that graphql-js is given, which is none of the gathered values and leads to one. */
interface Shown {
  readonly __typename?: unknown;
  readonly gathered: Record<string, unknown>;
}

/** Which graphql-js can represent as no scalar and no enum. */
const WRONG = [{}, { toJSON: 1 }, [], 'elsewhere'];
const WRONG_FOR_TEXT = [{}, [[]]];

/**
 * What graphql-js answers, and what a gateway would have gathered for the same answer: values are drawn where graphql-js
 * asks for them, with nulls, gaps, values that the schema does not have, and errors of subgraphs.
 */
export function answerOver(schema: GraphQLSchema, document: DocumentNode, variables: Variables, draw: Draw) {
  const data: Record<string, unknown> = {};
  const errors: GraphQLError[] = [];
  const expected = executeSync({
    schema,
    document,
    variableValues: { ...variables },
    rootValue: { gathered: data } satisfies Shown,
    fieldResolver: (source: Shown, _args, _context, info) => resolve(source.gathered, info),
  });
  return { expected, gathered: { data, errors } satisfies Gathered };

  function resolve(into: Record<string, unknown>, info: GraphQLResolveInfo): unknown {
    const key = String(info.path.key);
    if (chance(draw, 40)) {
      const error = new GraphQLError('A subgraph failed.', { path: pathOf(info), extensions: { code: 'UNAVAILABLE' } });
      errors.push(error);
      if (chance(draw, 2)) define(into, key, null);
      throw new Error(error.message);
    }
    if (chance(draw, 60)) return undefined;
    const { stored, shown } = value(info.returnType, false);
    define(into, key, stored);
    return shown;
  }

  function value(type: GraphQLOutputType, inList: boolean): { stored: unknown; shown: unknown } {
    if (chance(draw, isNonNullType(type) ? 80 : 8)) return both(null);
    const nullable = getNullableType(type);
    if (isListType(nullable)) {
      if (chance(draw, 60)) return both(pick(draw, ['no list', 7, {}]));
      const items = Array.from({ length: upTo(draw, inList ? 2 : 3) }, () =>
        value(nullable.ofType, true),
      );
      return { stored: items.map(({ stored }) => stored), shown: items.map(({ shown }) => shown) };
    }
    if (isEnumType(nullable)) {
      return both(chance(draw, 30) ? 'HIDDEN' : pick(draw, nullable.getValues()).name);
    }
    if (!isObjectType(nullable) && !isAbstractType(nullable)) return both(leaf(nullable.name));
    return object(isAbstractType(nullable) ? typenameFor(schema.getPossibleTypes(nullable)) : undefined);
  }

  function object(typename: string | undefined) {
    const gathered: Record<string, unknown> = { hidden: 'a key that only the plan asked for' };
    if (typename !== undefined || chance(draw, 2)) gathered['__typename'] = typename ?? 'Anything';
    return { stored: gathered, shown: { __typename: typename, gathered } satisfies Shown };
  }

  function typenameFor(possible: readonly { readonly name: string }[]): string {
    return chance(draw, 40) ? pick(draw, ['Hidden', 'Query']) : pick(draw, possible).name;
  }

  function leaf(name: string): unknown {
    const isText = name === 'String' || name === 'ID';
    if (name !== 'JSON' && chance(draw, 40)) return pick<unknown>(draw, isText ? WRONG_FOR_TEXT : WRONG);
    return scalar(draw, name);
  }
}

function both(value: unknown) {
  return { stored: value, shown: value };
}

function define(into: object, key: string, value: unknown): void {
  Object.defineProperty(into, key, { value, enumerable: true, configurable: true, writable: true });
}

function pathOf({ path }: GraphQLResolveInfo): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at: GraphQLResolveInfo['path'] | undefined = path; at; at = at.prev) keys.unshift(at.key);
  return keys;
}
