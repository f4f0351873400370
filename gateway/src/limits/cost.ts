import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type InlineFragmentNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { DEFAULT_COST_MODEL, type CostModel, type ListSize } from './cost-model.ts';
import { createInputCosts } from './cost-of-input.ts';
import { sliceOf, type Slice } from './cost-of-list.ts';
import { introspectionCosts } from './introspection-cost.ts';

export type Variables = Readonly<Record<string, unknown>>;
/** Estimates how many objects an operation can return, each by its weight. Variables are as they came. */
export type CostOf = (variables: Variables) => number;

/** A change takes locks, triggers and events, besides the row that it returns. */
const MUTATION_WEIGHT = 10;

interface Walk {
  readonly schema: GraphQLSchema;
  readonly model: CostModel;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly defaults: ReadonlyMap<string, ValueNode>;
  readonly inputCost: ReturnType<typeof createInputCosts>;
}

/**
 * Compiles an operation's cost once, so that a request costs a few multiplications.
 *
 * An object weighs 1, a field of the root of mutations 10, scalars and enums nothing, or what `@cost` says; a list
 * counts as often as `@listSize` or its arguments say. Without `@listSize`, a field that takes `first`, `last` or
 * `limit` says how long the lists directly under it are (a connection's `nodes` and `edges`). The document must be
 * valid, and within the limit of selections.
 * @throws GraphQLError LIMIT_EXCEEDED where a required slicing argument is missing
 */
export function compileCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  model: CostModel = DEFAULT_COST_MODEL,
): CostOf {
  const root = schema.getRootType(operation.operation);
  if (!root) return () => 0;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const defaults = new Map<string, ValueNode>();
  for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
    if (defaultValue) defaults.set(variable.name.value, defaultValue);
  }
  const complete = withIntrospection(model, schema);
  const walk = { schema, model: complete, fragments, defaults, inputCost: createInputCosts(complete) };
  const cost = ofSelections(walk, operation.selectionSet, root, undefined);
  return (variables) => Math.ceil(cost?.(variables, undefined) ?? 0);
}

const completed = new WeakMap<GraphQLSchema, { of: CostModel; model: CostModel }>();
function withIntrospection(model: CostModel, schema: GraphQLSchema): CostModel {
  const known = completed.get(schema);
  if (known?.of === model) return known.model;
  const { weights, lists } = introspectionCosts(schema);
  const complete = {
    ...model,
    weights: new Map([...weights, ...model.weights]),
    lists: new Map([...lists, ...model.lists]),
  };
  completed.set(schema, { of: model, model: complete });
  return complete;
}

/** `sliced`: how long the parent's arguments said the lists below it are. Undefined: it never costs anything. */
type Cost = ((variables: Variables, sliced: number | undefined) => number) | undefined;

function ofSelections(walk: Walk, set: SelectionSetNode, parent: GraphQLCompositeType, slice: Slice | undefined): Cost {
  const always: Cost[] = [];
  // An object is of one type only, so of the fragments on different object types one counts.
  const byType = new Map<string, Cost[]>();
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      always.push(conditional(walk, selection, ofField(walk, selection, parent, slice)));
      continue;
    }
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? walk.fragments.get(selection.name.value) : selection;
    const type = fragment && typeOf(walk, fragment, parent);
    if (!fragment || !type) continue;
    const cost = conditional(walk, selection, ofSelections(walk, fragment.selectionSet, type, slice));
    if (isAbstractType(parent) && isObjectType(type)) byType.set(type.name, [...(byType.get(type.name) ?? []), cost]);
    else always.push(cost);
  }
  return sum([...always, highest([...byType.values()].map(sum))]);
}

function typeOf(walk: Walk, { typeCondition }: FragmentDefinitionNode | InlineFragmentNode, parent: GraphQLCompositeType) {
  const type = typeCondition ? walk.schema.getType(typeCondition.name.value) : parent;
  return isCompositeType(type) ? type : undefined;
}

function sum(costs: readonly Cost[]): Cost {
  const parts = costs.filter((cost) => cost !== undefined);
  if (parts.length < 2) return parts[0];
  return (variables, sliced) => {
    let total = 0;
    for (const part of parts) total += part(variables, sliced);
    return total;
  };
}

function highest(costs: readonly Cost[]): Cost {
  const parts = costs.filter((cost) => cost !== undefined);
  if (parts.length < 2) return parts[0];
  return (variables, sliced) => Math.max(...parts.map((part) => part(variables, sliced)));
}

/** Counts a selection only where its `@skip` and `@include` let it through. */
function conditional(walk: Walk, { directives = [] }: SelectionNode, cost: Cost): Cost {
  if (!cost) return undefined;
  const conditions = directives.flatMap(({ name, arguments: given }) => {
    const value = given?.find((argument) => argument.name.value === 'if')?.value;
    return value && (name.value === 'skip' || name.value === 'include') ? [{ passes: name.value === 'include', value }] : [];
  });
  if (conditions.length === 0) return cost;
  return (variables, sliced) =>
    conditions.every(({ passes, value }) => (isTrue(walk, value, variables) ?? passes) === passes)
      ? cost(variables, sliced)
      : 0;
}

function isTrue(walk: Walk, value: ValueNode | undefined, variables: Variables): boolean | undefined {
  if (value?.kind === Kind.BOOLEAN) return value.value;
  if (value?.kind !== Kind.VARIABLE) return undefined;
  const given = variables[value.name.value];
  if (typeof given === 'boolean') return given;
  return given === undefined ? isTrue(walk, walk.defaults.get(value.name.value), variables) : undefined;
}

function ofField(walk: Walk, node: FieldNode, parent: GraphQLCompositeType, above: Slice | undefined): Cost {
  const field = fieldOf(walk.schema, parent, node.name.value);
  if (!field) return undefined;
  const coordinates = coordinatesOf(walk.schema, parent, field.name);
  const type: GraphQLNamedType = getNamedType(field.type);
  const slice = sliceFor(walk, coordinates, node, field);
  const isList = isListType(getNullableType(field.type)) || field === TypeMetaFieldDef;
  const inner =
    node.selectionSet && isCompositeType(type)
      ? ofSelections(walk, node.selectionSet, type, isList ? undefined : slice)
      : undefined;
  const own = weightOf(walk, coordinates, parent, type);
  const given = sum(argumentCosts(walk, coordinates, node, field));
  if (own === 0 && !inner && !given) return undefined;
  const below = (variables: Variables) => own + (inner?.(variables, slice?.size(variables)) ?? 0);
  if (!isList) return (variables) => below(variables) + (given?.(variables, undefined) ?? 0);
  const isSliced = above !== undefined && (above.fields?.includes(field.name) ?? true);
  return (variables, sliced) => {
    const size = slice?.size(variables) ?? (isSliced ? sliced : undefined) ?? walk.model.listSize;
    return size * below(variables) + (given?.(variables, undefined) ?? 0);
  };
}

function fieldOf(
  schema: GraphQLSchema,
  parent: GraphQLCompositeType,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (parent === schema.getQueryType()) {
    const meta = [SchemaMetaFieldDef, TypeMetaFieldDef].find((field) => field.name === name);
    if (meta) return meta;
  }
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}

/** Where the model may say something of a field: itself, else, for an interface's, each of its implementations. */
function coordinatesOf(schema: GraphQLSchema, parent: GraphQLCompositeType, name: string): readonly string[] {
  if (name === TypeMetaFieldDef.name) return [name];
  const own = `${parent.name}.${name}`;
  return isInterfaceType(parent) ? [own, ...schema.getPossibleTypes(parent).map((type) => `${type.name}.${name}`)] : [own];
}

function weightOf(walk: Walk, coordinates: readonly string[], parent: GraphQLCompositeType, type: GraphQLNamedType): number {
  const said = coordinates.flatMap((coordinate) => walk.model.weights.get(coordinate) ?? []);
  if (said.length > 0) return Math.max(...said);
  if (parent === walk.schema.getMutationType()) return MUTATION_WEIGHT;
  if (!isAbstractType(type)) return walk.model.weights.get(type.name) ?? (isObjectType(type) ? 1 : 0);
  return Math.max(1, ...walk.schema.getPossibleTypes(type).flatMap(({ name }) => walk.model.weights.get(name) ?? []));
}

function sliceFor(
  walk: Walk,
  coordinates: readonly string[],
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
): Slice | undefined {
  const lists: (ListSize | undefined)[] = coordinates.flatMap((coordinate) => walk.model.lists.get(coordinate) ?? []);
  const slices = (lists.length > 0 ? lists : [undefined]).flatMap(
    (list) => sliceOf(field, node, list, walk.defaults) ?? [],
  );
  if (slices.length < 2) return slices[0];
  const fields = slices.flatMap((slice) => slice.fields ?? []);
  return {
    size: (variables) => Math.max(0, ...slices.flatMap((slice) => slice.size(variables) ?? [])),
    fields: fields.length > 0 ? fields : undefined,
  };
}

function argumentCosts(
  walk: Walk,
  coordinates: readonly string[],
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
): readonly Cost[] {
  return (node.arguments ?? []).map(({ name, value }) => {
    const argument = field.args.find((each) => each.name === name.value);
    return argument && walk.inputCost(`${coordinates[0]}(${name.value}:)`, argument, value);
  });
}
