import {
  getArgumentValues,
  getNullableType,
  GraphQLBoolean,
  GraphQLID,
  GraphQLInt,
  GraphQLString,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  TypeNameMetaFieldDef,
  type FieldNode,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';
import { collectFields, type Document } from './collect-fields.ts';

type Variables = Readonly<Record<string, unknown>>;
export type Arguments = Record<string, unknown>;

/** How a value of one type is completed. */
export type ValuePlan = { readonly nullable: boolean } & (
  | { readonly kind: 'leaf'; serialize(value: unknown): unknown }
  | { readonly kind: 'list'; readonly item: ValuePlan }
  | { readonly kind: 'object'; readonly selection: Selection }
  | {
      readonly kind: 'abstract';
      readonly type: GraphQLAbstractType;
      selectionOf(type: GraphQLObjectType): Selection;
    }
);

/** One field of a selection, with all that can be known of it before a value is there. */
export interface FieldPlan {
  readonly key: string;
  readonly name: string;
  readonly parentType: GraphQLObjectType;
  readonly nodes: readonly FieldNode[];
  readonly type: GraphQLOutputType;
  /** Absent where the value is the parent's property of the field's name. */
  readonly resolve: GraphQLFieldResolver<unknown, unknown> | undefined;
  /** Set for `__typename`, which no resolver is asked for. */
  readonly constant: string | undefined;
  readonly value: ValuePlan;
  /** @throws GraphQLError for a value that does not fit */
  argumentsFor(variables: Variables): Arguments;
}

/**
 * What is asked of one object type at one place of the operation. Its fields are compiled when an object of that type
 * first stands there, so that nested fragments cost no more than the data that comes.
 */
export class Selection {
  readonly type: GraphQLObjectType;
  readonly #document: Document;
  readonly #nodes: readonly { readonly selectionSet?: FieldNode['selectionSet'] }[];
  #fields: readonly FieldPlan[] | undefined;

  constructor(
    document: Document,
    type: GraphQLObjectType,
    nodes: readonly { readonly selectionSet?: FieldNode['selectionSet'] }[],
  ) {
    this.type = type;
    this.#document = document;
    this.#nodes = nodes;
  }

  get fields(): readonly FieldPlan[] {
    this.#fields ??= [...collectFields(this.#document, this.type, this.#nodes)].flatMap(([key, nodes]) => {
      const definition = definitionOf(this.type, nodes);
      return definition ? [fieldPlan(this.#document, this.type, definition, key, nodes)] : [];
    });
    return this.#fields;
  }
}

function definitionOf(type: GraphQLObjectType, nodes: readonly FieldNode[]): GraphQLField<unknown, unknown> | undefined {
  const name = nodes[0]?.name.value ?? '';
  return name === TypeNameMetaFieldDef.name ? TypeNameMetaFieldDef : type.getFields()[name];
}

function fieldPlan(
  document: Document,
  parentType: GraphQLObjectType,
  definition: GraphQLField<unknown, unknown>,
  key: string,
  nodes: readonly FieldNode[],
): FieldPlan {
  const isTypeName = definition === TypeNameMetaFieldDef;
  return {
    key,
    name: definition.name,
    parentType,
    nodes,
    type: definition.type,
    resolve: isTypeName ? undefined : definition.resolve,
    constant: isTypeName ? parentType.name : undefined,
    value: valuePlan(document, definition.type, nodes),
    argumentsFor: argumentsOf(definition, nodes),
  };
}

function argumentsOf(definition: GraphQLField<unknown, unknown>, [node]: readonly FieldNode[]) {
  if (definition.args.length === 0 || !node) return () => ({});
  return (variables: Variables) => getArgumentValues(definition, node, { ...variables });
}

function valuePlan(document: Document, type: GraphQLOutputType, nodes: readonly FieldNode[]): ValuePlan {
  const nullable = !isNonNullType(type);
  const inner = getNullableType(type);
  if (isListType(inner)) return { kind: 'list', nullable, item: valuePlan(document, inner.ofType, nodes) };
  if (isLeafType(inner)) return { kind: 'leaf', nullable, serialize: serializer(inner) };
  if (isObjectType(inner)) return { kind: 'object', nullable, selection: new Selection(document, inner, nodes) };
  if (!isAbstractType(inner)) throw new Error(`Values of ${String(inner)} cannot be completed.`);
  const selections = new Map<GraphQLObjectType, Selection>();
  const selectionOf = (runtimeType: GraphQLObjectType) => {
    const selection = selections.get(runtimeType) ?? new Selection(document, runtimeType, nodes);
    selections.set(runtimeType, selection);
    return selection;
  };
  return { kind: 'abstract', nullable, type: inner, selectionOf };
}

const isString = (value: unknown) => typeof value === 'string';

/** Values that a built-in scalar serialises as they are; every other value goes through the scalar itself. */
const UNCHANGED: ReadonlyMap<GraphQLLeafType, (value: unknown) => boolean> = new Map<
  GraphQLLeafType,
  (value: unknown) => boolean
>([
  [GraphQLString, isString],
  [GraphQLID, isString],
  [GraphQLBoolean, (value) => typeof value === 'boolean'],
  [GraphQLInt, (value) => typeof value === 'number' && (value | 0) === value],
]);

function serializer(type: GraphQLLeafType): (value: unknown) => unknown {
  const serialize = (value: unknown) => {
    const serialized: unknown = type.serialize(value);
    if (serialized === undefined || serialized === null) {
      throw new Error(`${type.name} serialised a value to nothing.`);
    }
    return serialized;
  };
  const isUnchanged = UNCHANGED.get(type);
  return isUnchanged ? (value) => (isUnchanged(value) ? value : serialize(value)) : serialize;
}
