import {
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  visit,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { EngineAnswer, Gathered, Shape, Variables } from '../contract.ts';
import { fragmentsOf, type Selections } from './collect-fields.ts';
import { fieldCompiler } from './compile-value.ts';
import { compileIntrospection, type Introspect } from './introspection.ts';
import { locateErrors } from './locate-errors.ts';
import { compileObject, NO_PROGRAM, type CompileField, type ObjectProgram } from './object-program.ts';
import { PathIndex } from './path-index.ts';
import { responseName } from './place.ts';
import { Run } from './run.ts';
import { writeObject } from './write-object.ts';

/** How many combinations of its `@skip` and `@include` variables an operation keeps compiled. */
const KEPT_VARIANTS = 8;

/** An operation with its conditions decided. */
interface Variant {
  readonly selections: Selections;
  readonly root: ObjectProgram;
  /** By response name. */
  readonly introspections: ReadonlyMap<string, Introspect>;
}

/**
 * Compiles how an operation's answer is written from gathered data: as graphql-js would execute the operation over that
 * data. Each combination of the values of its `@skip` and `@include` variables is compiled once, so that a request
 * decides nothing; types and levels are compiled when the first object of theirs is met.
 * @param document valid against `apiSchema`
 * @param keys response names in what is gathered, where they are not the client's
 */
export function compileShape(
  apiSchema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  keys: ReadonlyMap<FieldNode, string> = new Map(),
): Shape {
  const conditions = conditionVariables(document);
  const variants = new LRUCache<string, Variant>({ max: KEPT_VARIANTS });
  return {
    write(gathered, variables) {
      const key = conditions.map((name) => String(variables[name])).join();
      let variant = variants.get(key);
      if (!variant) {
        const decided = Object.fromEntries(conditions.map((name) => [name, variables[name]]));
        variant = compileVariant(apiSchema, document, operation, decided, keys);
        variants.set(key, variant);
      }
      return writeAnswer(variant, gathered, variables);
    },
  };
}

/** The names of the variables that decide what is skipped or included, anywhere in a document. */
function conditionVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive({ name, arguments: given = [] }) {
      if (name.value !== 'skip' && name.value !== 'include') return;
      for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

function compileVariant(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
  keys: ReadonlyMap<FieldNode, string>,
): Variant {
  const type = schema.getRootType(operation.operation);
  if (!type) throw new Error(`The schema has no root type for a ${operation.operation}.`);
  const selections: Selections = { schema, fragments: fragmentsOf(document), variables, keys };
  const introspections = new Map<string, Introspect>();
  const compileField = fieldCompiler(selections);
  const compileRootField: CompileField = (parent, place) => {
    const meta = [SchemaMetaFieldDef, TypeMetaFieldDef].find(({ name }) => name === place.fieldName);
    if (!meta) return compileField(parent, place);
    introspections.set(responseName(place.nodes[0]), compileIntrospection(schema, document, operation, place.nodes));
    return { kind: 'other', isNullable: true, write: (text) => String(text), programOf: NO_PROGRAM };
  };
  return {
    selections,
    root: compileObject(selections, type, [operation.selectionSet], compileRootField),
    introspections,
  };
}

function writeAnswer({ selections, root, introspections }: Variant, gathered: Gathered, variables: Variables): EngineAnswer {
  const errors = locateErrors(gathered.errors, selections, root, gathered.data);
  const source: Record<string, unknown> = introspections.size > 0 ? { ...gathered.data } : gathered.data;
  for (const [name, introspect] of introspections) {
    const answer = introspect(variables);
    source[name] = answer.data;
    errors.push(...answer.errors);
  }
  const run = new Run(new PathIndex(errors), gathered.isPlain ?? false);
  const data = writeObject(root, source, run, 0) ?? 'null';
  return { data, errors: [...errors, ...run.added] };
}
