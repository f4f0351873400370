import {
  getNullableType,
  isAbstractType,
  isLeafType,
  isListType,
  isNullableType,
  isObjectType,
  TypeNameMetaFieldDef,
  type GraphQLAbstractType,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';
import type { RuntimeType, Selections } from './collect-fields.ts';
import { leafKind, leafWriter } from './leaf-writers.ts';
import {
  compileObject,
  NO_PROGRAM,
  type CompileField,
  type ObjectProgram,
  type ProgramOf,
  type Source,
  type ValueProgram,
} from './object-program.ts';
import { selectionSetsOf, type Place } from './place.ts';
import { isFallen } from './is-fallen.ts';
import { isSource, notAnObject, runtimeTypeOf, typeMistake } from './runtime-type.ts';
import type { Writer } from './run.ts';
import { untypedPrograms } from './untyped-programs.ts';
import { writeObject } from './write-object.ts';

/** Compiles the fields of types; what is below a field only when the first object there is met. */
export function fieldCompiler(selections: Selections): CompileField {
  return (type, place) => {
    if (place.fieldName === TypeNameMetaFieldDef.name) return unknownTypename(place);
    const outputType = 'getFields' in type ? type.getFields()[place.fieldName]?.type : undefined;
    return outputType && compileValue(selections, outputType, place);
  };
}

/** An object of which only an interface is known cannot say what it is, as with `@interfaceObject`. */
function unknownTypename(place: Place): ValueProgram {
  return {
    kind: 'other',
    isNullable: false,
    write: (_value, run, depth) => run.forbidNull(place, depth),
    programOf: NO_PROGRAM,
  };
}

function compileValue(selections: Selections, outputType: GraphQLOutputType, place: Place): ValueProgram {
  const isNullable = isNullableType(outputType);
  const type = getNullableType(outputType);
  if (isLeafType(type)) return { isNullable, kind: leafKind(type), write: leafWriter(type, place), programOf: NO_PROGRAM };
  if (isListType(type)) {
    const item = compileValue(selections, type.ofType, place);
    const { programOf, couldBe } = item;
    return { isNullable, kind: 'other', write: listWriter(item, place), programOf, couldBe };
  }
  const composite = isObjectType(type)
    ? compileConcrete(selections, type, place)
    : compileAbstract(selections, type, place);
  return { isNullable, kind: 'other', ...composite };
}

type CompositeProgram = Pick<ValueProgram, 'write' | 'programOf' | 'couldBe'>;

function compileConcrete(selections: Selections, type: GraphQLObjectType, place: Place): CompositeProgram {
  let program: ObjectProgram | undefined;
  const compiled = () => (program ??= compileBelow(selections, type, place));
  return {
    programOf: (value) => (isSource(value) ? compiled() : undefined),
    write: (value, run, depth) =>
      isSource(value)
        ? writeObject(program ?? compiled(), value, run, depth)
        : run.fail(place, depth, notAnObject(place)),
  };
}

function compileAbstract(selections: Selections, declared: GraphQLAbstractType, place: Place): CompositeProgram {
  const programs = new Map<unknown, ObjectProgram>();
  const programOfUntyped = untypedPrograms(selections, declared, place, programFor);
  const programOf: ProgramOf = (value) => {
    if (!isSource(value)) return undefined;
    const name = value['__typename'];
    const known = programs.get(name);
    if (known) return known;
    if (name === undefined || name === null) return programOfUntyped(value);
    const type = runtimeTypeOf(selections.schema, declared, name);
    return type && programFor(type);
  };
  return {
    programOf,
    couldBe: () => selections.schema.getPossibleTypes(declared).map(programFor),
    write(value, run, depth) {
      const program = programOf(value);
      if (program?.couldBe && isFallen(program.couldBe(), value as Source, run, depth)) return undefined;
      if (program) return writeObject(program, value as Source, run, depth);
      return run.fail(place, depth, typeMistake(selections.schema, declared, value, place));
    },
  };

  function programFor(type: RuntimeType): ObjectProgram {
    let program = programs.get(type.name);
    if (!program) {
      program = compileBelow(selections, type, place);
      if (isAbstractType(type)) program = { ...program, couldBe: () => selections.schema.getPossibleTypes(type).map(programFor) };
      programs.set(type.name, program);
    }
    return program;
  }
}

function compileBelow(selections: Selections, type: RuntimeType, place: Place): ObjectProgram {
  return compileObject(selections, type, selectionSetsOf(place.nodes), fieldCompiler(selections));
}

function listWriter({ write, isNullable }: ValueProgram, place: Place): Writer {
  return (value, run, depth) => {
    if (!Array.isArray(value)) {
      return run.fail(place, depth, `Expected Iterable, but did not find one for field "${place.coordinate}".`);
    }
    let text = '[';
    for (let at = 0; at < value.length; at++) {
      const item: unknown = value[at];
      run.path[depth] = at;
      const isNull = item === null || item === undefined;
      let written = isNull ? undefined : write(item, run, depth + 1);
      if (written === undefined) {
        if (!isNullable) return isNull ? run.forbidNull(place, depth + 1) : undefined;
        written = 'null';
      }
      text += at === 0 ? written : `,${written}`;
    }
    return `${text}]`;
  };
}
