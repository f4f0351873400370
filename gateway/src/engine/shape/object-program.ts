import { isObjectType, TypeNameMetaFieldDef, type SelectionSetNode } from 'graphql';
import { collectFields, type RuntimeType, type Selections } from './collect-fields.ts';
import { Place } from './place.ts';
import type { Writer } from './run.ts';

/** What is gathered of one object: response names to values. */
export type Source = Readonly<Record<string, unknown>>;

/** What is asked of an object in a field's value; undefined where it is none, or of no known type. */
export type ProgramOf = (value: unknown) => ObjectProgram | undefined;

/** What is asked of each type that an object may be, where its field's type says no more than an interface or a union. */
export type CouldBe = () => readonly ObjectProgram[];

/** How the values of one field are written. */
export interface ValueProgram {
  /** The kinds that most values have, and that are written without a call; `write` knows them too. */
  readonly kind: 'text' | 'int' | 'other';
  readonly write: Writer;
  readonly isNullable: boolean;
  readonly programOf: ProgramOf;
  readonly couldBe?: CouldBe;
}

/** One segment of a path through the answer. */
export interface Step {
  readonly place: Place;
  /** What was gathered is under this name. */
  readonly key: string;
  readonly programOf: ProgramOf;
  readonly couldBe?: CouldBe;
}

/**
 * One field of an object's text. What comes before a value (brace or comma, fields that are the same in every object,
 * the quoted name) is there in four forms, so that the quotation marks of a text are not appended one by one: the
 * opening one belongs to what is before it, the closing one to what follows.
 */
export interface ProgramField extends Step {
  readonly name: string;
  readonly isText: boolean;
  readonly isInt: boolean;
  /** Before a value. */
  readonly before: string;
  readonly beforeAfterText: string;
  /** Before a text: with its opening quotation mark. */
  readonly opening: string;
  readonly openingAfterText: string;
  readonly write: Writer;
  readonly isNullable: boolean;
  /** Every JavaScript object has something by the name of its key. */
  readonly isInherited: boolean;
}

/** What an operation asks of one type at one place, in the answer's order. */
export interface ObjectProgram {
  readonly fields: readonly ProgramField[];
  readonly tail: string;
  readonly tailAfterText: string;
  /** By response name, those in the tail and the prefixes too. */
  readonly steps: ReadonlyMap<string, Step>;
  /** Where no more than that is known of the object itself. */
  readonly couldBe?: CouldBe;
}

export const NO_PROGRAM: ProgramOf = () => undefined;

/** Undefined where the type has no such field. */
export type CompileField = (type: RuntimeType, place: Place) => ValueProgram | undefined;

/** Compiles what selection sets, merged, ask of a type. */
export function compileObject(
  selections: Selections,
  type: RuntimeType,
  sets: Iterable<SelectionSetNode>,
  compileField: CompileField,
): ObjectProgram {
  const fields: ProgramField[] = [];
  const steps = new Map<string, Step>();
  let constant = '{';
  for (const [name, nodes] of collectFields(selections, type, sets)) {
    const place = new Place(type.name, nodes);
    const key = selections.keys.get(nodes[0]) ?? name;
    const before = `${constant}"${name}":`;
    if (place.fieldName === TypeNameMetaFieldDef.name && isObjectType(type)) {
      constant = `${before}"${type.name}",`;
      steps.set(name, { place, key, programOf: NO_PROGRAM });
      continue;
    }
    const program = compileField(type, place);
    if (!program) continue;
    const field = programField(name, key, place, before, program);
    fields.push(field);
    steps.set(name, field);
    constant = ',';
  }
  const tail = `${constant.endsWith(',') ? constant.slice(0, -1) : constant}}`;
  return { fields, tail, tailAfterText: `"${tail}`, steps };
}

function programField(
  name: string,
  key: string,
  place: Place,
  before: string,
  program: ValueProgram,
): ProgramField {
  return {
    name,
    key,
    place,
    isText: program.kind === 'text',
    isInt: program.kind === 'int',
    before,
    beforeAfterText: `"${before}`,
    opening: `${before}"`,
    openingAfterText: `"${before}"`,
    write: program.write,
    isNullable: program.isNullable,
    programOf: program.programOf,
    couldBe: program.couldBe,
    isInherited: key in Object.prototype,
  };
}
