import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';

export type Variables = Readonly<Record<string, unknown>>;
/** Estimates how many objects an operation can return. */
export type CostOf = (variables: Variables) => number;

/** What a list is taken to hold when nothing in the operation says. */
const DEFAULT_LIST_SIZE = 20;
const SLICING_ARGUMENTS = ['first', 'last', 'limit'];

interface Walk {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly defaults: ReadonlyMap<string, ValueNode>;
}

/**
 * Compiles an operation's cost once, so that a request costs a few multiplications. A field that takes `first` says
 * how long the lists directly under it are (a connection's `nodes` and `edges`); other lists count as
 * DEFAULT_LIST_SIZE. The document must be valid, and within the limit of selections.
 */
export function compileCost(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): CostOf {
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
  const cost = ofSelections({ schema, fragments, defaults }, operation.selectionSet, root);
  return (variables) => cost(variables, undefined);
}

/** `sliced`: how long the parent's arguments said the lists below it are. */
type Cost = (variables: Variables, sliced: number | undefined) => number;

function ofSelections(walk: Walk, set: SelectionSetNode, parent: GraphQLCompositeType): Cost {
  const parts: Cost[] = [];
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      const cost = ofField(walk, selection, parent);
      if (cost) parts.push(cost);
      continue;
    }
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? walk.fragments.get(selection.name.value) : selection;
    if (!fragment) continue;
    const type = fragment.typeCondition ? walk.schema.getType(fragment.typeCondition.name.value) : parent;
    if (isCompositeType(type)) parts.push(ofSelections(walk, fragment.selectionSet, type));
  }
  return (variables, sliced) => parts.reduce((total, part) => total + part(variables, sliced), 0);
}

function ofField(walk: Walk, node: FieldNode, parent: GraphQLCompositeType): Cost | undefined {
  const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
  const type = field && getNamedType(field.type);
  if (!field || !node.selectionSet || !isCompositeType(type)) return undefined;
  const inner = ofSelections(walk, node.selectionSet, type);
  const slice = slicing(walk, node, field);
  if (isListType(getNullableType(field.type))) {
    return (variables, sliced) =>
      (slice?.(variables) ?? sliced ?? DEFAULT_LIST_SIZE) * (1 + inner(variables, undefined));
  }
  return (variables) => 1 + inner(variables, slice?.(variables));
}

function slicing(walk: Walk, node: FieldNode, field: GraphQLField<unknown, unknown>) {
  const names = field.args.map((argument) => argument.name).filter((name) => SLICING_ARGUMENTS.includes(name));
  if (names.length === 0) return undefined;
  const given = node.arguments?.find((argument) => names.includes(argument.name.value))?.value;
  return (variables: Variables) => readSize(walk, given, variables) ?? DEFAULT_LIST_SIZE;
}

function readSize(walk: Walk, value: ValueNode | undefined, variables: Variables): number | undefined {
  if (value?.kind === Kind.INT) return Math.max(0, Number(value.value));
  if (value?.kind !== Kind.VARIABLE) return undefined;
  const given = variables[value.name.value];
  if (typeof given === 'number') return Math.max(0, given);
  return given === undefined ? readSize(walk, walk.defaults.get(value.name.value), variables) : undefined;
}
