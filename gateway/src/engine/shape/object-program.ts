import { isObjectType, TypeNameMetaFieldDef, type SelectionSetNode } from 'graphql';
import { collectFields, type RuntimeType, type Selections } from './collect-fields.ts';
import { Place } from './place.ts';
import type { Run, Writer } from './run.ts';

/** What is gathered of one object: response names to values. */
export type Source = Readonly<Record<string, unknown>>;

/** What is asked of an object in a field's value; undefined where it is none, or of no known type. */
export type ProgramOf = (value: unknown) => ObjectProgram | undefined;

/** How the values of one field are written. */
export interface ValueProgram {
  readonly write: Writer;
  readonly isNullable: boolean;
  readonly programOf: ProgramOf;
}

/** One segment of a path through the answer. */
export interface Step {
  readonly place: Place;
  readonly programOf: ProgramOf;
}

export const NO_PROGRAM: ProgramOf = () => undefined;

/** Undefined where the type has no such field. */
export type CompileField = (type: RuntimeType, place: Place) => ValueProgram | undefined;

interface ProgramField extends ValueProgram, Step {
  readonly name: string;
  /** What comes before the value: brace or comma, fields that are the same in every object, the quoted name. */
  readonly prefix: string;
  /** Every JavaScript object has something by this name. */
  readonly isInherited: boolean;
}

/** What an operation asks of one type at one place, in the answer's order. */
export interface ObjectProgram {
  readonly fields: readonly ProgramField[];
  readonly tail: string;
  /** By response name, those in the tail and the prefixes too. */
  readonly steps: ReadonlyMap<string, Step>;
}

/** Compiles what selection sets, merged, ask of a type. */
export function compileObject(
  selections: Selections,
  type: RuntimeType,
  sets: Iterable<SelectionSetNode>,
  compileField: CompileField,
): ObjectProgram {
  const fields: ProgramField[] = [];
  const steps = new Map<string, Step>();
  let before = '{';
  for (const [name, nodes] of collectFields(selections, type, sets)) {
    const place = new Place(type.name, nodes);
    const prefix = `${before}"${name}":`;
    if (place.fieldName === TypeNameMetaFieldDef.name && isObjectType(type)) {
      before = `${prefix}"${type.name}",`;
      steps.set(name, { place, programOf: NO_PROGRAM });
    } else {
      const program = compileField(type, place);
      if (!program) continue;
      const field = { ...program, name, place, prefix, isInherited: name in Object.prototype };
      fields.push(field);
      steps.set(name, field);
      before = ',';
    }
  }
  return { fields, tail: `${before.endsWith(',') ? before.slice(0, -1) : before}}`, steps };
}

/** @returns undefined where a null reached the object */
export function writeObject(program: ObjectProgram, source: Source, run: Run, depth: number): string | undefined {
  let text = '';
  for (const field of program.fields) {
    const value = readOwn(source, field);
    run.path[depth] = field.name;
    const written =
      value === null || value === undefined
        ? field.isNullable ? 'null' : run.forbidNull(field.place, depth + 1)
        : (field.write(value, run, depth + 1) ?? (field.isNullable ? 'null' : undefined));
    if (written === undefined) return undefined;
    text += field.prefix + written;
  }
  return text + program.tail;
}

function readOwn(source: Source, { name, isInherited }: ProgramField): unknown {
  return isInherited && !Object.hasOwn(source, name) ? undefined : source[name];
}
