import { Kind, type FieldNode, type GraphQLField, type ValueNode } from 'graphql';
import type { ListSize } from './cost-model.ts';
import { limitRefusal } from './limit-error.ts';

type Variables = Readonly<Record<string, unknown>>;

/** How many items a field's arguments ask for. */
export interface Slice {
  /** Undefined: neither an argument nor an assumed size says. */
  readonly size: (variables: Variables) => number | undefined;
  /** The fields of the answer that it counts for; left out: every list directly below, or the field itself. */
  readonly fields?: readonly string[];
}

/** Taken as slicing where a field has no `@listSize`. */
const SLICING_ARGUMENTS = ['first', 'last', 'limit'];

/**
 * @param defaults of the operation's variables
 * @throws GraphQLError LIMIT_EXCEEDED where `@listSize` wants exactly one slicing argument, and has none or several
 */
export function sliceOf(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  list: ListSize | undefined,
  defaults: ReadonlyMap<string, ValueNode>,
): Slice | undefined {
  const names = list?.slicingArguments ?? SLICING_ARGUMENTS;
  const sizes = field.args
    .filter(({ name }) => names.includes(name))
    .map(({ name, defaultValue }) => {
      const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
      const read = (variables: Variables) => readSize(value, variables, defaults);
      return { isGiven: value !== undefined, read, fallback: typeof defaultValue === 'number' ? defaultValue : undefined };
    });
  if (list?.requireOneSlicingArgument) requireOne(node, list, sizes);
  if (sizes.length === 0 && list?.assumedSize === undefined) return undefined;
  const fallbacks = sizes.flatMap(({ fallback }) => fallback ?? []);
  const otherwise = fallbacks.length > 0 ? Math.max(...fallbacks) : list?.assumedSize;
  const size = (variables: Variables) => {
    const given = sizes.flatMap(({ read }) => read(variables) ?? []);
    return given.length > 0 ? Math.max(...given) : otherwise;
  };
  return { size, fields: list?.sizedFields };
}

function requireOne(
  node: FieldNode,
  { slicingArguments }: ListSize,
  sizes: readonly { readonly isGiven: boolean; readonly fallback: number | undefined }[],
): void {
  const given = sizes.filter(({ isGiven }) => isGiven).length;
  const hasDefault = given === 0 && sizes.some(({ fallback }) => fallback !== undefined);
  if (given === 1 || hasDefault) return;
  const names = slicingArguments.map((name) => `\`${name}\``).join(', ');
  const message = `The field \`${node.name.value}\` takes exactly one of ${names}, which says how many it may return. Send one.`;
  throw limitRefusal('listSize', message);
}

function readSize(
  value: ValueNode | undefined,
  variables: Variables,
  defaults: ReadonlyMap<string, ValueNode>,
): number | undefined {
  if (value?.kind === Kind.INT) return Math.max(0, Number(value.value));
  if (value?.kind !== Kind.VARIABLE) return undefined;
  const given = variables[value.name.value];
  if (typeof given === 'number') return Math.max(0, given);
  return given === undefined ? readSize(defaults.get(value.name.value), variables, defaults) : undefined;
}
