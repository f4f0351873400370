import type { GraphQLError } from 'graphql';
import { AnswerError } from './answer-error.ts';
import type { Selections } from './collect-fields.ts';
import type { ObjectProgram, Step } from './object-program.ts';
import type { PathSegment } from './run.ts';
import { isSource } from './runtime-type.ts';

/**
 * Gives gathered errors the locations of their fields in the client's document. A path is followed as far as the
 * operation goes: where it leads into something that only the plan asked for (a key, a field that another requires), it
 * ends above that, at a place which the answer has.
 */
export function locateErrors(
  errors: readonly GraphQLError[],
  selections: Selections,
  root: ObjectProgram,
  data: unknown,
): GraphQLError[] {
  return errors.map((error) => {
    const { place, length } = follow(error.path ?? [], selections, root, data);
    return new AnswerError(error.message, place?.locations, {
      path: length > 0 ? error.path?.slice(0, length) : undefined,
      extensions: error.extensions,
      originalError: error.originalError,
    });
  });
}

function follow(path: readonly PathSegment[], selections: Selections, root: ObjectProgram, data: unknown) {
  let step: Step | undefined;
  let value = data;
  let length = 0;
  for (const segment of path) {
    if (typeof segment === 'number') {
      value = Array.isArray(value) ? value[segment] : undefined;
    } else {
      const program = step ? step.programOf(value) : root;
      const next = program ? program.steps.get(segment) : stepBelow(step, segment, selections);
      if (!next) break;
      step = next;
      value = isSource(value) && Object.hasOwn(value, next.key) ? value[next.key] : undefined;
    }
    length += 1;
  }
  return { place: step?.place, length };
}

/** Below a value that is not there its type is not known either. */
function stepBelow(step: Step | undefined, name: string, selections: Selections): Step | undefined {
  const place = step?.place.below(selections).get(name);
  return place && { place, key: name, programOf: () => undefined };
}
