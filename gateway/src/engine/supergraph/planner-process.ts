import { fork, type ChildProcess } from 'node:child_process';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import type { QueryPlan } from '@apollo/query-planner';
import { AppError } from '@tessera/errors';
import { programFile } from '@tessera/platform';
import { bulkhead, isBulkheadRejectedError } from 'cockatiel';
import { print, type DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { limitExceeded } from '../../limits/limit-error.ts';
import type { LimitSettings } from '../../limits/limit-settings.ts';
import { unreadable } from './load-supergraph.ts';
import type { PlannerOrder, PlannerReply, PlanOrder } from './planner-messages.ts';

export type PlanningLimits = Pick<LimitSettings, 'planningMs' | 'planningMegabytes'>;

/** A process that has loaded the graph. */
interface Planner {
  readonly child: ChildProcess;
  /** Aborts when the process has ended. */
  readonly ended: AbortSignal;
}

/** Operations that may wait for their turn; one more is turned away. */
const MAX_WAITING = 200;
/** What could not be planned is not tried again for a while: each try costs the process. */
const REFUSED = { max: 1_000, ttl: 60_000 };

/**
 * Apollo's planner in a process of its own. It can take hours and all memory for a query of 31 bytes (see
 * test/arsenal/abstract-graph.ts), and nothing inside it can be asked to stop; here the process ends with what it plans,
 * and the gateway has noticed nothing. A thread would not do: one that is out of memory can take its process along.
 * One operation is planned at a time, so that the right one is blamed.
 */
export class PlannerProcess {
  readonly #sdl: string;
  readonly #limits: PlanningLimits;
  readonly #inTurn = bulkhead(1, MAX_WAITING);
  readonly #refused = new LRUCache<string, Error>(REFUSED);
  #planner: Promise<Planner> | undefined;
  #isClosed = false;

  constructor(sdl: string, limits: PlanningLimits) {
    this.#sdl = sdl;
    this.#limits = limits;
  }

  /**
   * Resolves when it can plan.
   * @throws Error that says why it cannot plan for this graph
   */
  async start(): Promise<void> {
    await this.#started();
  }

  /**
   * @param document valid against the API schema
   * @throws GraphQLError LIMIT_EXCEEDED, AppError OVERLOADED, and Error with the planner's message
   */
  async plan(document: DocumentNode, operationName: string | undefined): Promise<QueryPlan> {
    const order: PlanOrder = { kind: 'plan', document: print(document), operationName };
    const key = hash('sha256', JSON.stringify(order));
    const refused = this.#refused.get(key);
    if (refused) throw refused;
    const reply = await this.#inTurn.execute(() => this.#ask(order, key)).catch((error: unknown) => {
      throw isBulkheadRejectedError(error) ? tooBusy() : error;
    });
    if (reply.kind === 'planned') return reply.plan;
    throw new Error(reply.kind === 'failed' ? reply.message : 'The planner answered out of turn.');
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const planner = await this.#planner?.catch(() => undefined);
    if (planner) await end(planner);
  }

  #started(): Promise<Planner> {
    if (this.#isClosed) return Promise.reject(new Error('The planner has been closed.'));
    this.#planner ??= startPlanner(this.#sdl, this.#limits.planningMegabytes).catch((error: unknown) => {
      this.#planner = undefined;
      throw error;
    });
    return this.#planner;
  }

  async #ask(order: PlanOrder, key: string): Promise<PlannerReply> {
    const planner = await this.#started();
    try {
      return await ask(planner, order, AbortSignal.timeout(this.#limits.planningMs));
    } catch (error) {
      if (this.#isClosed) throw error;
      const refusal = this.#refusalBy(planner);
      this.#refused.set(key, refusal);
      await this.#replace(planner);
      throw refusal;
    }
  }

  /** It ends by itself for want of memory alone: whatever is thrown in it is told. */
  #refusalBy({ ended }: Planner): Error {
    const limit = ended.aborted ? 'planningMegabytes' : 'planningMs';
    return limitExceeded(limit, this.#limits[limit]);
  }

  /** At once, and not when the next operation comes: it takes half a second. */
  async #replace(planner: Planner): Promise<void> {
    this.#planner = undefined;
    await end(planner);
    this.#started().catch(() => undefined);
  }
}

async function startPlanner(sdl: string, maxMegabytes: number): Promise<Planner> {
  const child = fork(programFile('planner-program', import.meta.url), [programFile('planner-thread', import.meta.url)], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // It needs none of the gateway's secrets.
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const ended = new AbortController();
  child.once('exit', () => ended.abort());
  child.on('error', (error) => {
    // Of one that cannot be started there is no end.
    if (child.pid === undefined) ended.abort(error);
  });
  const planner: Planner = { child, ended: ended.signal };
  const reply = await ask(planner, { kind: 'load', sdl, maxMegabytes }).catch((cause: unknown) => {
    throw new Error("The planner's process could not be started, or ended as soon as it had read the graph.", { cause });
  });
  if (reply.kind === 'loaded') return planner;
  await end(planner);
  throw unreadable(reply.kind === 'failed' ? new Error(reply.message) : reply);
}

/** This process stays until the answer is there. */
async function ask({ child, ended }: Planner, order: PlannerOrder, late?: AbortSignal): Promise<PlannerReply> {
  child.ref();
  child.channel?.ref();
  try {
    const replied = once(child, 'message', { signal: late ? AbortSignal.any([ended, late]) : ended });
    child.send(order);
    const [reply] = (await replied) as [PlannerReply];
    return reply;
  } finally {
    child.unref();
    child.channel?.unref();
  }
}

async function end({ child, ended }: Planner): Promise<void> {
  if (ended.aborted) return;
  const exited = once(child, 'exit');
  child.ref();
  child.kill('SIGKILL');
  await exited;
}

function tooBusy(): AppError {
  return new AppError('OVERLOADED', 'Too many new operations wait to be planned. Try again shortly.', {
    retryAfterSeconds: 1,
  });
}
