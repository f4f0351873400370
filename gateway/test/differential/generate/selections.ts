import {
  doTypesOverlap,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isUnionType,
  Kind,
  parseValue,
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import type { Inputs } from './inputs.ts';
import { pickIntrospection } from './introspection.ts';
import type { Tape } from './tape.ts';
import type { VariablePool } from './variables.ts';

/** Aliases that are apt to meet names which a plan asks for of its own accord. */
const ALIASES = ['a', 'b', 'id', 'name', 'e', '_0', '__typename', 'sku', 'weight', 'price', 'tax', 'toString', '__proto__'];
const NAMED = (value: string) => ({ kind: Kind.NAME, value }) as const;
const TYPENAME: FieldNode = { kind: Kind.FIELD, name: NAMED('__typename') };

/** Random selections that are valid but for fields of one response name that cannot be merged. */
export class Selections {
  readonly fragments: FragmentDefinitionNode[] = [];
  readonly #schema: GraphQLSchema;
  readonly #tape: Tape;
  readonly #inputs: Inputs;
  readonly #variables: VariablePool;
  /** How many fields may still be made. */
  #left: number;

  constructor(schema: GraphQLSchema, tape: Tape, inputs: Inputs, variables: VariablePool, budget: number) {
    this.#schema = schema;
    this.#tape = tape;
    this.#inputs = inputs;
    this.#variables = variables;
    this.#left = budget;
  }

  make(parent: GraphQLCompositeType, depth: number): SelectionSetNode {
    const count = 1 + this.#tape.below(depth > 3 ? 5 : 3);
    const selections: SelectionNode[] = [];
    while (selections.length < count && (this.#left > 0 || selections.length === 0)) {
      selections.push(this.#select(parent, depth));
      this.#left -= 1;
    }
    return { kind: Kind.SELECTION_SET, selections };
  }

  #select(parent: GraphQLCompositeType, depth: number): SelectionNode {
    const choice = this.#tape.below(100);
    if (depth > 0 && this.#left > 0) {
      if (choice >= 92) return this.#spread(parent, depth);
      if (choice >= (isAbstractType(parent) ? 60 : 80)) return this.#inline(parent, depth);
    }
    if (choice >= 72 && choice < 77) return this.#decorate(TYPENAME);
    if (choice >= 77 && choice < 79 && parent === this.#schema.getQueryType()) return this.#decorate(pickIntrospection(this.#tape));
    return this.#field(parent, depth);
  }

  #field(parent: GraphQLCompositeType, depth: number): FieldNode {
    const fields: readonly GraphQLField<unknown, unknown>[] = isUnionType(parent) ? [] : Object.values(parent.getFields());
    const isDeep = depth > 0 && this.#left > 0;
    const open = isDeep ? fields : fields.filter(({ type }) => isLeafType(getNamedType(type)));
    if (open.length === 0) return this.#decorate(TYPENAME);
    const field = this.#tape.pick(open);
    const type = getNamedType(field.type);
    return this.#decorate({
      kind: Kind.FIELD,
      name: NAMED(field.name),
      arguments: this.#inputs.arguments(field.args),
      selectionSet: isCompositeType(type) ? this.make(type, depth - 1) : undefined,
    });
  }

  #decorate(field: FieldNode): FieldNode {
    const alias = this.#tape.chance(25) ? NAMED(this.#tape.pick(ALIASES)) : undefined;
    return { ...field, alias, directives: this.#directives() };
  }

  #inline(parent: GraphQLCompositeType, depth: number): SelectionNode {
    const type = this.#tape.chance(20) ? undefined : this.#typeWithin(parent);
    return {
      kind: Kind.INLINE_FRAGMENT,
      typeCondition: type && { kind: Kind.NAMED_TYPE, name: NAMED(type.name) },
      directives: this.#directives(),
      selectionSet: this.make(type ?? parent, depth - 1),
    };
  }

  #spread(parent: GraphQLCompositeType, depth: number): SelectionNode {
    const fitting = this.fragments.filter(({ typeCondition }) => {
      const type = this.#schema.getType(typeCondition.name.value);
      return isCompositeType(type) && doTypesOverlap(this.#schema, parent, type);
    });
    const known = fitting.length > 0 && this.#tape.chance(40) ? this.#tape.pick(fitting) : this.#define(parent, depth);
    return { kind: Kind.FRAGMENT_SPREAD, name: known.name, directives: this.#directives() };
  }

  #define(parent: GraphQLCompositeType, depth: number): FragmentDefinitionNode {
    const type = this.#typeWithin(parent);
    const selectionSet = this.make(type, depth - 1);
    // Named after its body is made, which so cannot spread it.
    const fragment: FragmentDefinitionNode = {
      kind: Kind.FRAGMENT_DEFINITION,
      name: NAMED(`F${this.fragments.length}`),
      typeCondition: { kind: Kind.NAMED_TYPE, name: NAMED(type.name) },
      selectionSet,
    };
    this.fragments.push(fragment);
    return fragment;
  }

  /** The type itself, one that it can be, or another abstract one that shares some. */
  #typeWithin(parent: GraphQLCompositeType): GraphQLCompositeType {
    const possible = isAbstractType(parent) ? this.#schema.getPossibleTypes(parent) : [];
    const interfaces = Object.values(this.#schema.getTypeMap()).filter(
      (type) => isAbstractType(type) && doTypesOverlap(this.#schema, parent, type),
    );
    const choices = [parent, ...possible, ...possible, ...interfaces].filter((type) => isCompositeType(type));
    return this.#tape.pick(choices);
  }

  #directives(): readonly DirectiveNode[] {
    if (!this.#tape.chance(12)) return [];
    const names = this.#tape.chance(15) ? ['skip', 'include'] : [this.#tape.pick(['skip', 'include'])];
    const type = this.#schema.getDirective('skip')?.args[0]?.type;
    return names.map((name) => {
      if (type && this.#tape.chance(60)) return condition(name, this.#variables.use(type, false));
      return condition(name, parseValue(this.#tape.chance(name === 'skip' ? 40 : 60) ? 'true' : 'false', { noLocation: true }));
    });
  }
}

function condition(name: string, value: ValueNode): DirectiveNode {
  return { kind: Kind.DIRECTIVE, name: NAMED(name), arguments: [{ kind: Kind.ARGUMENT, name: NAMED('if'), value }] };
}
