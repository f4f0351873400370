import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isUnionType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

export interface Operation {
  readonly source: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Argument texts that fit the library's fields; `$price`, `$input` and `$mine` are declared by every operation. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  'Mutation.addBook': [
    '(input: {title: "a"})',
    '(input: {price: 3})',
    '(input: {price: null})',
    '(input: {price: $price})',
    '(input: {tags: [{label: "x"}, {label: "y", hidden: false}]})',
    '(input: {tags: {label: "x", hidden: true}}, as: "me")',
    '(input: $input)',
    '(input: {}, as: $as)',
  ],
  'Query.audit': ['', '(all: true)', '(all: null)', '(all: $mine)'],
  'Query.hits': ['', '(first: 3)', '(first: $price)'],
  'Book.hits': ['', '(mine: true)', '(mine: $mine)'],
};

const CONDITIONS = ['', '', '', '', '@skip(if: true)', '@include(if: false)', '@skip(if: $a)', '@include(if: $b)', '@include(if: $a) @skip(if: $b)'];
const INPUTS = [{}, { price: 1 }, { price: null }, { title: 't', tags: [{ label: 'l', hidden: true }] }];

/** Builds a valid operation out of a list of numbers, so that fast-check can shrink it. */
export function buildOperation(schema: GraphQLSchema, choices: readonly number[]): Operation {
  const builder = new Builder(schema, choices);
  return builder.operation();
}

class Builder {
  readonly #schema: GraphQLSchema;
  readonly #choices: readonly number[];
  #next = 0;
  #aliases = 0;
  readonly #fragments: { readonly name: string; readonly type: GraphQLCompositeType; readonly text: string }[] = [];

  constructor(schema: GraphQLSchema, choices: readonly number[]) {
    this.#schema = schema;
    this.#choices = choices;
  }

  operation(): Operation {
    const isMutation = this.#choose(4) === 0;
    const root = (isMutation ? this.#schema.getMutationType() : this.#schema.getQueryType()) as GraphQLObjectType;
    const body = this.#selectionSet(root, 4);
    const declared = '$a: Boolean! = true, $b: Boolean! = false, $price: Int, $mine: Boolean = true, $as: String, $input: BookInput! = {}, $r: [_Any!]! = []';
    const fragments = this.#fragments.map(({ name, type, text }) => `fragment ${name} on ${type.name} ${text}`);
    const source = [`${isMutation ? 'mutation' : 'query'} (${declared}) ${body}`, ...fragments].join('\n');
    return { source, variables: this.#variables() };
  }

  #variables(): Record<string, unknown> {
    const optional: [string, readonly unknown[]][] = [
      ['a', [true, false]],
      ['b', [true, false]],
      ['price', [5, null]],
      ['mine', [false, null]],
      ['as', ['x', null]],
      ['input', INPUTS],
    ];
    const given = optional.filter(() => this.#choose(2) === 0);
    const representations = [{ __typename: 'Book', id: '1' }, { __typename: 'Film', id: '2' }];
    return { r: representations, ...Object.fromEntries(given.map(([name, values]) => [name, this.#of(values)])) };
  }

  #selectionSet(type: GraphQLCompositeType, depth: number): string {
    const count = 1 + this.#choose(3);
    const selections = Array.from({ length: count }, () => this.#selection(type, depth));
    return `{ ${selections.join(' ')} }`;
  }

  #selection(type: GraphQLCompositeType, depth: number): string {
    const kind = this.#choose(6);
    if (depth > 0 && (kind === 0 || (kind < 4 && isUnionType(type)))) return this.#inlineFragment(type, depth);
    if (depth > 0 && kind === 1) return this.#spread(type, depth);
    return isUnionType(type) ? this.#alias('__typename') : this.#field(type, depth);
  }

  #field(type: Exclude<GraphQLCompositeType, { getTypes(): unknown }>, depth: number): string {
    const fields = Object.values(type.getFields()).filter((field) => depth > 0 || !isCompositeType(getNamedType(field.type)));
    if (fields.length === 0) return this.#alias('__typename');
    const field = this.#of(fields);
    const named = getNamedType(field.type);
    const nested = isCompositeType(named) ? this.#selectionSet(named, depth - 1) : '';
    return `${this.#alias(field.name)}${this.#arguments(type.name, field)} ${this.#of(CONDITIONS)} ${nested}`;
  }

  #arguments(typeName: string, field: GraphQLField<unknown, unknown>): string {
    if (field.name === '_entities') return '(representations: $r)';
    return this.#of(ARGUMENTS[`${typeName}.${field.name}`] ?? ['']);
  }

  #inlineFragment(type: GraphQLCompositeType, depth: number): string {
    const target = this.#of(this.#narrower(type));
    return `... on ${target.name} ${this.#of(CONDITIONS)} ${this.#selectionSet(target, depth - 1)}`;
  }

  /** Spreads a finished fragment that fits, or a new one; an unfinished one would make a cycle. */
  #spread(type: GraphQLCompositeType, depth: number): string {
    const fitting = this.#fragments.filter((fragment) => this.#narrower(type).includes(fragment.type));
    if (fitting.length > 0 && this.#choose(2) === 0) return `...${this.#of(fitting).name} ${this.#of(CONDITIONS)}`;
    const target = this.#of(this.#narrower(type));
    const text = this.#selectionSet(target, depth - 1);
    const name = `F${this.#fragments.length}`;
    this.#fragments.push({ name, type: target, text });
    return `...${name} ${this.#of(CONDITIONS)}`;
  }

  #narrower(type: GraphQLCompositeType): readonly GraphQLCompositeType[] {
    return isAbstractType(type) ? [type, ...this.#schema.getPossibleTypes(type)] : [type];
  }

  /** Every field has a response key of its own, so that none merge. */
  #alias(name: string): string {
    this.#aliases += 1;
    return `f${this.#aliases}: ${name}`;
  }

  #of<T>(values: readonly T[]): T {
    return values[this.#choose(values.length)] as T;
  }

  #choose(limit: number): number {
    const choice = this.#choices[this.#next] ?? 0;
    this.#next += 1;
    return choice % limit;
  }
}
