import type { GraphQLError } from 'graphql';
import type { GatewayContext } from '../../context.ts';
import type { FetchAnswer, Variables } from '../contract.ts';
import type { Path } from './blame.ts';
import type { Step } from './dependencies.ts';
import type { JsonObject } from './own.ts';

/** What is known while a program runs. */
export interface RunState {
  readonly data: JsonObject;
  readonly errors: GraphQLError[];
  /** See `Gathered.explained`. */
  readonly explained: Path[];
  /** JSON of the paths of entities that an error has taken with it: what would be asked for them next is lost, too. */
  readonly fallen: Set<string>;
  /** A change that must not be null has failed: as with a single server, the ones after it are not made. */
  isSeriesOver: boolean;
  readonly variables: Variables;
  readonly context: GatewayContext;
  /** See `Gathered.isPlain`; whoever takes an answer says what it was. */
  isPlain: boolean;
}

/** One request that a program may make. */
export interface ProgramRequest {
  readonly steps: readonly Step[];
  /**
   * Asks for those of its steps that can be asked for now.
   * @returns undefined where nothing is to be asked
   */
  send(state: RunState, ready: readonly Step[]): Sent | undefined;
}

/** A request on its way; neither function throws for what a subgraph does. */
export interface Sent {
  readonly answer: Promise<FetchAnswer>;
  /** @returns undefined where that was all; a promise where more had to be asked */
  take(answer: FetchAnswer): Promise<void> | undefined;
  fail(failure: unknown): void;
}
