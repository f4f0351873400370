import type { GraphQLError } from 'graphql';
import type { Gathered } from '../contract.ts';
import { AnswerError } from './answer-error.ts';
import type { Selections } from './collect-fields.ts';
import type { ObjectProgram, Source, Step } from './object-program.ts';
import type { PathIndex } from './path-index.ts';
import type { Place } from './place.ts';
import type { PathSegment } from './run.ts';
import { isSource } from './runtime-type.ts';

/**
 * Gives gathered errors the locations of their fields in the client's document. A path is followed as far as the
 * operation goes: where it leads into something that only the plan asked for (a key, a field that another requires), it
 * ends above that, at a place which the answer has. Errors that have become the same are told once.
 * @param explained what is missing because of an error elsewhere
 */
export function locateErrors(
  gathered: Gathered,
  explained: PathIndex,
  selections: Selections,
  root: ObjectProgram,
): GraphQLError[] {
  const told = new Map<string, GraphQLError>();
  for (const error of gathered.errors) {
    const { place, length, asked, holder } = follow(error.path ?? [], selections, root, gathered.data);
    if (asked === 'of a hidden type') continue;
    if (holder && !isFelt(error.path?.slice(0, length + 1) ?? [], holder, gathered, explained)) continue;
    const path = length > 0 ? error.path?.slice(0, length) : undefined;
    const { message, extensions, originalError } = error;
    const key = JSON.stringify([path, message, extensions]);
    if (!told.has(key)) told.set(key, new AnswerError(message, place?.locations, { path, extensions, originalError }));
  }
  return [...told.values()];
}

/** Whether a field that the client has not asked for is of use to what it asked for, or took that with it. */
function isFelt(path: readonly PathSegment[], holder: Holder, { required }: Gathered, explained: PathIndex): boolean {
  const names = path.filter((each) => typeof each === 'string').join('.');
  if (!required || required.has(names)) return true;
  return explained.covers(path, path.length) && lacksExplained(path.slice(0, -1), holder, explained);
}

/**
 * Whether the client misses a part of an object: it may have asked for what fell of objects of another type only. An
 * object of which no type is known may be of any.
 */
function lacksExplained(path: readonly PathSegment[], { program, value }: Holder, explained: PathIndex): boolean {
  if (program.couldBe) return true;
  for (const [name, { key }] of program.steps) {
    // A null that is there was brought by another fetch, and means what it says.
    if (!Object.hasOwn(value, key) && explained.covers([...path, name], path.length + 1)) return true;
  }
  return false;
}

/** An object of which the client has not asked for a field that failed. */
interface Holder {
  readonly program: ObjectProgram;
  readonly value: Source;
}

interface Followed {
  readonly place?: Place;
  /** How much of the path there is. */
  readonly length: number;
  readonly asked?: 'of a hidden type';
  /** Where only the plan asks for what follows, of an object that is there. */
  readonly holder?: Holder;
}

/** A place on the way along a path. */
interface Reached {
  /** Undefined at the root. */
  readonly step?: Step;
  /** What was gathered there; not known where its type is not. */
  readonly value: unknown;
}

function follow(path: readonly PathSegment[], selections: Selections, root: ObjectProgram, data: unknown): Followed {
  let reached: Reached = { value: data };
  for (const [length, segment] of path.entries()) {
    const { step, value } = reached;
    if (typeof segment === 'number') {
      reached = { step, value: Array.isArray(value) ? value[segment] : undefined };
      continue;
    }
    const program = step ? step.programOf(value) : root;
    if (!program && isObject(reached)) return { place: step?.place, length, asked: 'of a hidden type' };
    const next = nextOn(reached, program, segment, selections);
    if (!next) return { place: step?.place, length, holder: program && isSource(value) ? { program, value } : undefined };
    reached = next;
  }
  return { place: reached.step?.place, length: path.length };
}

function nextOn(
  { step, value }: Reached,
  program: ObjectProgram | undefined,
  name: string,
  selections: Selections,
): Reached | undefined {
  const known = program?.steps.get(name);
  if (known) return { step: known, value: isSource(value) && Object.hasOwn(value, known.key) ? value[known.key] : undefined };
  const below = program && !program.couldBe ? undefined : stepBelow(step, name, selections);
  return below && { step: below, value: undefined };
}

function isObject({ step, value }: Reached): boolean {
  return isSource(value) && (!step || step.place.nodes[0].selectionSet !== undefined);
}

/**
 * Below a value that is not there, or that has not told it, its type is not known: but an error that took the object with
 * it is at a field that must not be null.
 */
function stepBelow(step: Step | undefined, name: string, selections: Selections): Step | undefined {
  const place = placeThatMustBe(step, name) ?? step?.place.below(selections).get(name);
  return place && { place, key: name, programOf: () => undefined };
}

function placeThatMustBe(step: Step | undefined, name: string): Place | undefined {
  for (const { fields } of step?.couldBe?.() ?? []) {
    const field = fields.find((each) => each.name === name && !each.isNullable);
    if (field) return field.place;
  }
  return undefined;
}
