import {
  execute,
  getNamedType,
  GraphQLError,
  isListType,
  isNonNullType,
  responsePathAsArray,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import type { Composed } from './composed.ts';
import type { Thing } from './graph.ts';
import { toTestError, type Path, type TestAnswer, type TestError, type TestOperation } from './operation.ts';
import { readRequirement } from './requirement.ts';
import type { Session } from './session.ts';

/** An error of a field that the client need not have asked for, and the field whose value was computed without it. */
export interface HiddenError {
  readonly dependent: Path;
  /** The names of the fields that lead to it from where the dependent field is. */
  readonly way: readonly string[];
  readonly code: string;
}

/** Every error that there is to be told, also those that a bubbling null hides. */
export interface AllErrors {
  readonly errors: readonly TestError[];
  readonly hidden: readonly HiddenError[];
}

export interface ReferenceAnswer extends TestAnswer, AllErrors {}

type Resolve = GraphQLFieldResolver<Thing | undefined, Session>;

/** What one graphql-js server over all the data answers. */
export async function answerByReference(composed: Composed, operation: TestOperation, session: Session): Promise<ReferenceAnswer> {
  const hidden: HiddenError[] = [];
  const answer = await run(composed.apiSchema, operation, session, (source, args, _context, info) =>
    readField(session, source, args, info, hidden),
  );
  return { ...answer, hidden };
}

/**
 * Every error that there is to be reported: graphql-js keeps one for each place that is null, and which one of several
 * is a matter of time. Here no error reaches beyond its own field, so none hides another.
 */
export async function listAllErrors(composed: Composed, operation: TestOperation, session: Session): Promise<AllErrors> {
  const hidden: HiddenError[] = [];
  const { errors } = await run(composed.lenientSchema, operation, session, (source, args, _context, info) => {
    const { parentType, fieldName } = info;
    const value = readField(session, source, args, info, hidden);
    const strict = composed.apiSchema.getType(parentType.name);
    const type = strict && 'getFields' in strict ? (strict.getFields()[fieldName]?.type as GraphQLOutputType) : undefined;
    return type ? markNulls(value, type) : value;
  });
  return { errors, hidden };
}

/** @param hidden is added to */
function readField(
  session: Session,
  source: Thing | undefined,
  args: Record<string, unknown>,
  { parentType, fieldName, path }: GraphQLResolveInfo,
  hidden: HiddenError[],
): unknown {
  const thing = source ?? { __typename: parentType.name, $: parentType.name };
  const coordinate = session.facts.coordinateOf(parentType.name, fieldName);
  const given = readRequirement(session, thing, coordinate, ({ way, error }) =>
    hidden.push({ dependent: responsePathAsArray(path), way, code: toTestError(error as GraphQLError).code }),
  );
  return session.read({ thing, typename: parentType.name, field: fieldName, args, given: plain(given) });
}

async function run(schema: GraphQLSchema, operation: TestOperation, session: Session, fieldResolver: Resolve): Promise<TestAnswer> {
  const { data, errors } = await execute({
    schema,
    document: operation.document,
    operationName: operation.definition.name?.value,
    variableValues: operation.variables,
    contextValue: session,
    fieldResolver,
    typeResolver: ({ __typename }: Thing) => __typename,
  });
  return { data: JSON.stringify(data ?? null), errors: (errors ?? []).map(toTestError) };
}

/** As it travels in a representation. */
function plain<T>(given: T): T {
  return JSON.parse(JSON.stringify(given)) as T;
}

/** Errors in the place of nulls where none may be. */
function markNulls(value: unknown, type: GraphQLOutputType): unknown {
  if (value === null || value === undefined) {
    return isNonNullType(type) ? new GraphQLError(`Cannot return null for ${getNamedType(type).name}.`) : null;
  }
  const nullable = isNonNullType(type) ? type.ofType : type;
  if (isListType(nullable) && Array.isArray(value)) return value.map((each) => markNulls(each, nullable.ofType));
  return value;
}
