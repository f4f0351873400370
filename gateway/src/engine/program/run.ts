import type { GraphQLError } from 'graphql';
import type { GatewayContext } from '../../context.ts';
import type { FetchAnswer, Gathered, RunObserver, Variables } from '../contract.ts';
import { SubgraphFailure } from '../fetch/subgraph-failure.ts';
import type { Path } from './blame.ts';
import type { Schedule } from './compile-program.ts';
import type { Step } from './dependencies.ts';
import type { JsonObject } from './own.ts';
import type { RunState, Sent } from './program-request.ts';

/**
 * How long steps that are ready wait for those that travel with them. Subgraphs that are well answer long before; behind
 * one that is not, nothing else is to be held up.
 */
const PATIENCE_MS = 400;

/** One run of a program: steps become ready as what they wait for is done, and leave with the others of their request. */
export class Run implements RunState {
  readonly data: JsonObject = {};
  readonly errors: GraphQLError[] = [];
  readonly explained: Path[] = [];
  readonly fallen = new Set<string>();
  readonly required: ReadonlySet<string>;
  isSeriesOver = false;
  readonly variables: Variables;
  readonly context: GatewayContext;
  isPlain = true;
  readonly #schedule: Schedule;
  readonly #observer: RunObserver | undefined;
  /** By step. */
  readonly #waits: number[];
  /** By request: steps that are not ready yet. */
  readonly #missing: number[];
  /** By request: steps that are ready and not sent. */
  readonly #ready: Step[][];
  #open: number;
  /** Characters of the answers so far. */
  #gathered = 0;
  #isPatient = true;
  #timer: NodeJS.Timeout | undefined;
  #resolve: (gathered: Gathered) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  constructor(schedule: Schedule, variables: Variables, context: GatewayContext, observer?: RunObserver) {
    this.#schedule = schedule;
    this.required = schedule.required;
    this.#observer = observer;
    this.variables = variables;
    this.context = context;
    this.#waits = [...schedule.waits];
    this.#missing = schedule.requests.map(({ steps }) => steps.length);
    this.#ready = schedule.requests.map(() => []);
    this.#open = schedule.waits.length;
  }

  start(): Promise<Gathered> {
    if (this.#open === 0) return Promise.resolve(this);
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#guard(() => {
        for (const { steps } of this.#schedule.requests) {
          for (const step of steps) if (this.#schedule.waits[step.index] === 0) this.#makeReady(step);
        }
      });
    });
  }

  #makeReady(step: Step): void {
    const request = this.#schedule.requestOf[step.index] as number;
    const ready = this.#ready[request] as Step[];
    ready.push(step);
    const missing = (this.#missing[request] as number) - 1;
    this.#missing[request] = missing;
    if (missing === 0 || !this.#isPatient) this.#send(request);
    else this.#timer ??= setTimeout(() => this.#guard(() => this.#losePatience()), PATIENCE_MS);
  }

  #losePatience(): void {
    this.#isPatient = false;
    for (const [request, ready] of this.#ready.entries()) if (ready.length > 0) this.#send(request);
  }

  #send(request: number): void {
    const ready = this.#ready[request] as Step[];
    this.#ready[request] = [];
    const sent = this.#schedule.requests[request]?.send(this, ready);
    if (!sent) return this.#finish(ready);
    const ended = this.#observer && observe(this.#observer, ready);
    sent.answer.then(
      (answer) =>
        this.#guard(() => {
          ended?.();
          this.#take(ready, sent, answer);
        }),
      (failure: unknown) =>
        this.#guard(() => {
          ended?.(failure);
          sent.fail(failure);
          this.#finish(ready);
        }),
    );
  }

  #take(steps: readonly Step[], sent: Sent, answer: FetchAnswer): void {
    this.#gathered += (answer as FetchAnswer | null)?.length ?? 0;
    if (this.#gathered > this.#schedule.maxAnswerBytes) {
      sent.fail(new SubgraphFailure('too-large'));
      return this.#finish(steps);
    }
    const more = takeOrFail(sent, answer);
    if (!more) return this.#finish(steps);
    more.then(
      () => this.#guard(() => this.#finish(steps)),
      (error: unknown) => this.#end(error),
    );
  }

  #finish(steps: readonly Step[]): void {
    this.#open -= steps.length;
    for (const { index } of steps) {
      for (const dependent of this.#schedule.dependents[index] ?? []) {
        const waits = (this.#waits[dependent] as number) - 1;
        this.#waits[dependent] = waits;
        if (waits === 0) this.#makeReady(this.#schedule.steps[dependent] as Step);
      }
    }
    if (this.#open > 0) return;
    clearTimeout(this.#timer);
    this.#resolve(this);
  }

  /** A fault of ours ends the run instead of leaving it waiting. */
  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#end(error);
    }
  }

  #end(error: unknown): void {
    clearTimeout(this.#timer);
    this.#reject(error);
  }
}

function observe(observer: RunObserver, steps: readonly Step[]) {
  const [first] = steps as readonly [Step];
  return observer.sent(first.fetch.serviceName, steps.map(({ index }) => index));
}

/** An answer that is nested deeper than the stack reaches is a failure of its service. */
function takeOrFail(sent: Sent, answer: FetchAnswer): Promise<void> | undefined {
  try {
    return sent.take(answer);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    sent.fail(error);
    return undefined;
  }
}
