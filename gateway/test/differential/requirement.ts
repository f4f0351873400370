import { valueFromASTUntyped, type FieldNode, type SelectionSetNode } from 'graphql';
import type { Thing } from './graph.ts';
import { Unavailable, type Session } from './session.ts';

type Values = Record<string, unknown>;

/** What became of a field that another requires. */
export interface FailedDependency {
  /** The names of the fields that lead to it from the thing that the requiring field belongs to. */
  readonly way: readonly string[];
  readonly error: unknown;
}

/**
 * What a field's `@requires` is given, read off the data as a single server would. A dependency that fails is null, as
 * it is in a representation, and told of.
 */
export function readRequirement(
  session: Session,
  thing: Thing,
  coordinate: string,
  failed: Failed,
): Values {
  const set = session.facts.requires.get(coordinate);
  return set ? readSet(session, thing, set, failed) : {};
}

type Failed = (each: FailedDependency) => void;

function readSet(session: Session, thing: Thing, set: SelectionSetNode, failed: Failed): Values {
  const values: Values = {};
  for (const selection of set.selections) {
    if (selection.kind === 'FragmentSpread') continue;
    if (selection.kind === 'InlineFragment') {
      const condition = selection.typeCondition?.name.value;
      const isMet = !condition || session.facts.possibleTypes(condition).has(thing.__typename);
      if (isMet) Object.assign(values, readSet(session, thing, selection.selectionSet, failed));
      continue;
    }
    const field = selection.name.value;
    const tolerated = (error: unknown) => {
      // Without its subgraph's answer nothing can be asked for; a field's own error is an answer.
      if (error instanceof Unavailable) throw error;
      failed({ way: [field], error });
      return null;
    };
    const failedBelow: Failed = ({ way, error }) => failed({ way: [field, ...way], error });
    const complete = (value: unknown): unknown => {
      if (value instanceof Error) return tolerated(value);
      if (Array.isArray(value)) return value.map(complete);
      if (value === null || value === undefined || !selection.selectionSet) return value ?? null;
      return readSet(session, value as Thing, selection.selectionSet, failedBelow);
    };
    try {
      values[field] = complete(readField(session, thing, selection, failed));
    } catch (error) {
      values[field] = tolerated(error);
    }
  }
  return values;
}

function readField(session: Session, thing: Thing, node: FieldNode, failed: Failed): unknown {
  const field = node.name.value;
  const typename = thing.__typename;
  const args = Object.fromEntries((node.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));
  const given = readRequirement(session, thing, session.facts.coordinateOf(typename, field), failed);
  return session.read({ thing, typename, field, args, given });
}

/** The part of a representation that a field's own `@requires` asks for: a plan may bring more, for others. */
export function pickRequirement(session: Session, representation: Values, coordinate: string): Values {
  const set = session.facts.requires.get(coordinate);
  return set ? pick(representation, set) : {};
}

function pick(values: Values, set: SelectionSetNode): Values {
  const picked: Values = {};
  for (const selection of set.selections) {
    if (selection.kind === 'FragmentSpread') continue;
    if (selection.kind === 'InlineFragment') {
      Object.assign(picked, pick(values, selection.selectionSet));
      continue;
    }
    const { selectionSet } = selection;
    const field = selection.name.value;
    const value = values[field];
    if (value !== undefined) picked[field] = selectionSet ? pickEach(value, selectionSet) : value;
  }
  return picked;
}

function pickEach(value: unknown, set: SelectionSetNode): unknown {
  if (Array.isArray(value)) return value.map((each) => pickEach(each, set));
  return value === null ? null : pick(value as Values, set);
}
