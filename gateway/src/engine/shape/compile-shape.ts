import {
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  type DocumentNode,
  type FieldNode,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { EngineAnswer, Gathered, Shape, Variables } from '../contract.ts';
import { fragmentsOf } from '../document.ts';
import { MAX_ERRORS } from '../max-errors.ts';
import { AnswerError } from './answer-error.ts';
import type { Selections } from './collect-fields.ts';
import { fieldCompiler } from './compile-value.ts';
import { compileIntrospection, type Introspect } from './introspection.ts';
import { locateErrors } from './locate-errors.ts';
import { compileObject, NO_PROGRAM, type CompileField, type ObjectProgram } from './object-program.ts';
import { PathIndex } from './path-index.ts';
import { responseName } from './place.ts';
import { Run } from './run.ts';
import { writeObject } from './write-object.ts';

interface CompiledShape {
  readonly selections: Selections;
  readonly root: ObjectProgram;
  /** By response name in what is gathered. */
  readonly introspections: ReadonlyMap<string, Introspect>;
}

/**
 * Compiles how an operation's answer is written from gathered data: as graphql-js would execute the operation over that
 * data. Types and levels are compiled when the first object of theirs is met.
 * @param document valid against `apiSchema`, with its conditions decided
 * @param keys response names in what is gathered, where they are not the client's
 */
export function compileShape(
  apiSchema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  keys: ReadonlyMap<FieldNode, string> = new Map(),
): Shape {
  let compiled: CompiledShape | undefined;
  return {
    write(gathered, variables) {
      compiled ??= compile(apiSchema, document, operation, keys);
      return writeAnswer(compiled, gathered, variables);
    },
  };
}

function compile(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  keys: ReadonlyMap<FieldNode, string>,
): CompiledShape {
  const type = schema.getRootType(operation.operation);
  if (!type) throw new Error(`The schema has no root type for a ${operation.operation}.`);
  const selections: Selections = { schema, fragments: fragmentsOf(document), keys };
  const introspections = new Map<string, Introspect>();
  const compileField = fieldCompiler(selections);
  const compileRootField: CompileField = (parent, place) => {
    const meta = [SchemaMetaFieldDef, TypeMetaFieldDef].find(({ name }) => name === place.fieldName);
    if (!meta) return compileField(parent, place);
    const [first] = place.nodes;
    const name = keys.get(first) ?? responseName(first);
    introspections.set(name, compileIntrospection(schema, document, operation, place.nodes));
    return { kind: 'other', isNullable: true, write: (text) => String(text), programOf: NO_PROGRAM };
  };
  return {
    selections,
    root: compileObject(selections, type, [operation.selectionSet], compileRootField),
    introspections,
  };
}

function writeAnswer({ selections, root, introspections }: CompiledShape, gathered: Gathered, variables: Variables): EngineAnswer {
  const explained = new PathIndex(gathered.explained ?? []);
  const errors = locateErrors(gathered, explained, selections, root);
  const source: Record<string, unknown> = introspections.size > 0 ? { ...gathered.data } : gathered.data;
  for (const [name, introspect] of introspections) {
    const answer = introspect(variables);
    // A client may call it `__proto__`.
    Object.defineProperty(source, name, { value: answer.data });
    errors.push(...answer.errors);
  }
  const told = new PathIndex(errors.map(({ path }) => path));
  const run = new Run(told, explained, gathered.isPlain ?? false);
  const data = writeObject(root, source, run, 0) ?? 'null';
  return { data, errors: atMost(MAX_ERRORS, [...errors, ...run.added]) };
}

function atMost(max: number, errors: GraphQLError[]): readonly GraphQLError[] {
  if (errors.length <= max) return errors;
  const message = `There are more errors than these ${max.toLocaleString('en')}. Ask for fewer records at once.`;
  return [...errors.slice(0, max), new AnswerError(message, undefined, { extensions: { code: 'LIMIT_EXCEEDED' } })];
}
