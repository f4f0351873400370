import type { GraphQLError } from 'graphql';
import { MAX_GATHERED } from '../max-errors.ts';
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
  readonly #told: PathIndex;
  readonly #explained: PathIndex;

  /**
   * @param told where errors have been gathered
   * @param explained what is missing because of them elsewhere
   */
  constructor(told: PathIndex, explained: PathIndex, isPlain: boolean) {
    this.#told = told;
    this.#explained = explained;
    this.isPlain = isPlain;
  }

  /** The value at hand cannot be what the schema says. */
  fail(place: Place, depth: number, message: string): undefined {
    if (this.added.length >= MAX_GATHERED) return;
    this.added.push(new AnswerError(message, place.locations, { path: this.path.slice(0, depth) }));
  }

  /** A null stands where none may be: it goes up, and is told of unless a gathered error has told why. */
  forbidNull(place: Place, depth: number): undefined {
    const { path } = this;
    if (this.#told.covers(path, depth) || this.#told.reaches(path, depth) || this.#explained.covers(path, depth)) return;
    this.fail(place, depth, `Cannot return null for non-nullable field ${place.coordinate}.`);
  }

  /** Whether an error has been told of the very value at hand, or of a part of it. */
  isBlamed(depth: number): boolean {
    return this.#told.reaches(this.path, depth);
  }
}
