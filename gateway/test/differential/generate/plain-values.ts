import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  Kind,
  type ConstValueNode,
  type GraphQLInputType,
} from 'graphql';
import type { Tape } from './tape.ts';

const TEXTS = ['a', 'x "y" \\ \u2028é\n', ''];
const INTS = [2, 0, 1, 3, -1, 2_147_483_647];
const FLOATS = [0.5, 1, -2.25, 1e21];
const JSONS = [{ b: [1, null, { a: 'x' }], a: true }, 'text', [[]], { __typename: 'X', id: 'y' }, 0];
const DEEPEST = 3;

/** JSON values as clients send them for variables. */
export class PlainValues {
  readonly #tape: Tape;
  readonly #texts: readonly string[];

  /** @param ids of things that there are */
  constructor(tape: Tape, ids: readonly string[]) {
    this.#tape = tape;
    this.#texts = [...ids, ...TEXTS];
  }

  make(type: GraphQLInputType, depth = 0): unknown {
    if (isNonNullType(type)) return this.makeSome(type.ofType, depth);
    return this.#tape.chance(10) ? null : this.makeSome(type, depth);
  }

  /** A value that is not null. */
  makeSome(type: GraphQLInputType, depth = 0): unknown {
    if (isNonNullType(type)) return this.makeSome(type.ofType, depth);
    if (isListType(type)) {
      // One value stands for a list of it.
      if (this.#tape.chance(15)) return this.makeSome(type.ofType, depth + 1);
      return Array.from({ length: this.#tape.below(3) }, () => this.make(type.ofType, depth + 1));
    }
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter((field) => isRequiredInputField(field) || this.#isWanted(depth));
      return Object.fromEntries(fields.map((field) => [field.name, this.make(field.type, depth + 1)]));
    }
    return this.leaf(type);
  }

  #isWanted(depth: number): boolean {
    return depth < DEEPEST && this.#tape.chance(40);
  }

  /** A scalar or an enum's value. */
  leaf(type: GraphQLInputType): unknown {
    if (isEnumType(type)) return this.#tape.pick(type.getValues()).name;
    switch (String(type)) {
      case 'Int':
        return this.#tape.pick(INTS);
      case 'Float':
        return this.#tape.pick(FLOATS);
      case 'Boolean':
        return this.#tape.chance(50);
      case 'String':
      case 'ID':
        return this.#tape.pick(this.#texts);
      default:
        return this.#tape.pick(JSONS);
    }
  }
}

/** A JSON value as it is written in a document. */
export function toLiteral(value: unknown, type: GraphQLInputType): ConstValueNode {
  if (isNonNullType(type)) return toLiteral(value, type.ofType);
  if (isListType(type) && !Array.isArray(value)) return value === null ? { kind: Kind.NULL } : toLiteral(value, type.ofType);
  if (isEnumType(type) && typeof value === 'string') return { kind: Kind.ENUM, value };
  if (Array.isArray(value)) {
    return { kind: Kind.LIST, values: value.map((each) => toLiteral(each, isListType(type) ? type.ofType : type)) };
  }
  if (typeof value === 'object' && value !== null) {
    const fields = isInputObjectType(type) ? type.getFields() : {};
    return {
      kind: Kind.OBJECT,
      fields: Object.entries(value).map(([name, each]) => ({
        kind: Kind.OBJECT_FIELD,
        name: { kind: Kind.NAME, value: name },
        value: toLiteral(each, fields[name]?.type ?? type),
      })),
    };
  }
  return scalarLiteral(value, type);
}

function scalarLiteral(value: unknown, type: GraphQLInputType): ConstValueNode {
  if (typeof value === 'string') return { kind: Kind.STRING, value };
  if (typeof value === 'boolean') return { kind: Kind.BOOLEAN, value };
  if (typeof value !== 'number') return { kind: Kind.NULL };
  return Number.isInteger(value) && String(type) !== 'Float'
    ? { kind: Kind.INT, value: String(value) }
    : { kind: Kind.FLOAT, value: value.toExponential() };
}
