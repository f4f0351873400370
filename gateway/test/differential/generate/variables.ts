import {
  isNonNullType,
  Kind,
  parseType,
  type ConstValueNode,
  type GraphQLInputType,
  type VariableDefinitionNode,
  type VariableNode,
} from 'graphql';
import { toLiteral, type PlainValues } from './plain-values.ts';
import type { Tape } from './tape.ts';

interface Declared {
  readonly name: string;
  /** Of the places where it may stand. */
  readonly place: string;
  readonly definition: VariableDefinitionNode;
}

/** The variables of one operation, declared as they are used. */
export class VariablePool {
  readonly values: Record<string, unknown> = {};
  readonly #declared: Declared[] = [];
  readonly #tape: Tape;
  readonly #plain: PlainValues;

  constructor(tape: Tape, plain: PlainValues) {
    this.#tape = tape;
    this.#plain = plain;
  }

  get definitions(): readonly VariableDefinitionNode[] {
    return this.#declared.map(({ definition }) => definition);
  }

  /** A variable for a place of this type; `hasDefault`: whether the place has a default of its own. */
  use(type: GraphQLInputType, hasDefault: boolean): VariableNode {
    const place = `${String(type)}${hasDefault ? ' =' : ''}`;
    const shared = this.#declared.filter((each) => each.place === place);
    if (shared.length > 0 && this.#tape.chance(40)) return variable(this.#tape.pick(shared).name);
    const name = `v${this.#declared.length}`;
    this.#declared.push({ name, place, definition: this.#declare(name, type, hasDefault) });
    return variable(name);
  }

  #declare(name: string, type: GraphQLInputType, hasDefault: boolean): VariableDefinitionNode {
    const isStrict = isNonNullType(type);
    const some = isStrict ? type.ofType : type;
    const defaultValue = this.#tape.chance(40) ? this.#someLiteral(some) : undefined;
    const isNullable = isStrict ? (hasDefault || defaultValue !== undefined) && this.#tape.chance(60) : this.#tape.chance(70);
    const mayBeOmitted = isNullable || defaultValue !== undefined;
    if (!mayBeOmitted || !this.#tape.chance(35)) {
      // Null where the place takes none would be a fault of the client's.
      const value = this.#plain.make(type);
      this.values[name] = value === null && !isNullable ? this.#some(some) : value;
    }
    return {
      kind: Kind.VARIABLE_DEFINITION,
      variable: variable(name),
      type: parseType(`${String(some)}${isNullable ? '' : '!'}`, { noLocation: true }),
      defaultValue,
    };
  }

  #someLiteral(type: GraphQLInputType): ConstValueNode {
    return toLiteral(this.#some(type), type);
  }

  #some(type: GraphQLInputType): unknown {
    return this.#plain.makeSome(type);
  }
}

function variable(name: string): VariableNode {
  return { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } };
}
