import {
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  Kind,
  type ArgumentNode,
  type GraphQLArgument,
  type GraphQLInputType,
  type ValueNode,
} from 'graphql';
import { toLiteral, type PlainValues } from './plain-values.ts';
import type { Tape } from './tape.ts';
import type { VariablePool } from './variables.ts';

const DEEPEST = 3;

/** Arguments: as literals, as variables, and as literals that hold variables. */
export class Inputs {
  readonly #tape: Tape;
  readonly #plain: PlainValues;
  readonly #variables: VariablePool;

  constructor(tape: Tape, plain: PlainValues, variables: VariablePool) {
    this.#tape = tape;
    this.#plain = plain;
    this.#variables = variables;
  }

  arguments(declared: readonly GraphQLArgument[]): readonly ArgumentNode[] {
    const given = declared.filter(({ type, defaultValue }) =>
      isNonNullType(type) && defaultValue === undefined ? true : this.#tape.chance(50),
    );
    return given.map(({ name, type, defaultValue }) => ({
      kind: Kind.ARGUMENT,
      name: { kind: Kind.NAME, value: name },
      value: this.#value(type, defaultValue !== undefined, 0),
    }));
  }

  #value(type: GraphQLInputType, hasDefault: boolean, depth: number): ValueNode {
    if (this.#tape.chance(depth === 0 ? 45 : 20)) return this.#variables.use(type, hasDefault);
    if (!isNonNullType(type)) return this.#tape.chance(8) ? { kind: Kind.NULL } : this.#some(type, depth);
    return this.#some(type.ofType, depth);
  }

  #some(type: GraphQLInputType, depth: number): ValueNode {
    if (isListType(type)) {
      const values = Array.from({ length: this.#tape.below(3) }, () => this.#value(type.ofType, false, depth + 1));
      return { kind: Kind.LIST, values };
    }
    if (!isInputObjectType(type)) return toLiteral(this.#plain.makeSome(type), type);
    const fields = Object.values(type.getFields()).filter(
      (field) => isRequiredInputField(field) || (depth < DEEPEST && this.#tape.chance(40)),
    );
    return {
      kind: Kind.OBJECT,
      fields: fields.map((field) => ({
        kind: Kind.OBJECT_FIELD,
        name: { kind: Kind.NAME, value: field.name },
        value: this.#value(field.type, field.defaultValue !== undefined, depth + 1),
      })),
    };
  }
}
