import type { GraphQLError } from 'graphql';
import { AnswerError } from './answer-error.ts';
import type { PathIndex } from './path-index.ts';
import type { Place } from './place.ts';

export type PathSegment = string | number;

/**
 * Writes one value that is not null as JSON. `depth` is the length of the value's path, of which `run.path` holds the
 * segments. Undefined where the value comes out as null because of an error, which has been told by then.
 */
export type Writer = (value: unknown, run: Run, depth: number) => string | undefined;

/** What one answer's walk carries along. */
export class Run {
  /** The path of the value at hand, as far as the walk's depth says; beyond that it is stale. */
  readonly path: PathSegment[] = [];
  readonly added: GraphQLError[] = [];
  /** No text of the data needs escaping. */
  readonly isPlain: boolean;
  readonly #gathered: PathIndex;

  constructor(gathered: PathIndex, isPlain: boolean) {
    this.#gathered = gathered;
    this.isPlain = isPlain;
  }

  /** The value at hand cannot be what the schema says. */
  fail(place: Place, depth: number, message: string): undefined {
    this.added.push(new AnswerError(message, place.locations, { path: this.path.slice(0, depth) }));
  }

  /** A null stands where none may be: it goes up, and is told of unless a gathered error has told why. */
  forbidNull(place: Place, depth: number): undefined {
    if (this.#gathered.explains(this.path, depth)) return;
    this.fail(place, depth, `Cannot return null for non-nullable field ${place.coordinate}.`);
  }
}
