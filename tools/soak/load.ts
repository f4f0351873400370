import { setTimeout as sleep } from 'node:timers/promises';
import { distinct, KNOWN, REFUSED, SLOW, WRITE, type Refused } from './operations.ts';

export interface LoadOptions {
  readonly url: string;
  readonly tokenFor: (role: 'OWNER' | 'VIEWER') => string;
}

/** How many requests of each kind there have been. */
export type Tally = Record<Kind, number>;

type Kind = 'known' | 'distinct' | 'writing' | 'refused' | 'leaving';

/** Clients of each kind, each of which asks again this long after its answer. */
const CLIENTS: Readonly<Record<Kind, { readonly count: number; readonly pauseMs: number }>> = {
  known: { count: 4, pauseMs: 2 },
  // What is kept of each takes memory until the supergraph is replaced: always about as much, on every machine.
  distinct: { count: 1, pauseMs: 50 },
  writing: { count: 1, pauseMs: 5 },
  refused: { count: 2, pauseMs: 5 },
  leaving: { count: 2, pauseMs: 5 },
};
const FILLERS = 8;
/** A client that leaves does so within this time. */
const LEAVES_WITHIN_MS = 40;
/** On a machine that has other things to do, the gateway may find itself overloaded. */
const SHED = 503;
const USERS = 20;
/** Tokens live ten minutes. */
const RENEWED_AFTER_MS = 4 * 60_000;

/** Clients of every kind, who ask for as long as they are let. */
export class Load {
  readonly tally: Tally = { known: 0, distinct: 0, writing: 0, refused: 0, leaving: 0 };
  readonly #options: LoadOptions;
  #tokens: readonly string[] = [];
  #viewer = '';
  #renewedAt = -Infinity;

  constructor(options: LoadOptions) {
    this.#options = options;
  }

  /** @throws Error where an operation gets an answer that it should never get, whatever is broken */
  async run(forMs: number): Promise<void> {
    this.#renewTokens();
    const until = Date.now() + forMs;
    const asks: Readonly<Record<Kind, () => Promise<void>>> = {
      known: () => this.#ask({ query: KNOWN[this.tally.known % KNOWN.length] }),
      distinct: () => this.#ask({ query: distinct(this.tally.distinct) }),
      writing: () => this.#ask({ query: WRITE, variables: { name: `Customer ${this.tally.writing}` } }),
      refused: () => this.#askRefused(),
      leaving: () => this.#leave(),
    };
    const goOn = async (kind: Kind) => {
      while (Date.now() < until) {
        await asks[kind]();
        this.tally[kind] += 1;
        await sleep(CLIENTS[kind].pauseMs);
      }
    };
    const kinds = (Object.keys(CLIENTS) as Kind[]).flatMap((kind) => Array.from({ length: CLIENTS[kind].count }, () => kind));
    await Promise.all(kinds.map(goOn));
  }

  /** Asks so many operations of which no two are alike. */
  async fill(count: number): Promise<void> {
    this.#renewTokens();
    const until = this.tally.distinct + count;
    const goOn = async () => {
      while (this.tally.distinct < until) await this.#ask({ query: distinct((this.tally.distinct += 1)) });
    };
    await Promise.all(Array.from({ length: FILLERS }, goOn));
  }

  /** Whether every known operation is answered as when nothing is broken. */
  async isWhole(): Promise<boolean> {
    const answers = await Promise.all(KNOWN.map((query) => this.#post({ body: JSON.stringify({ query }) })));
    return answers.every(({ status, text }) => status === 200 && !text.includes('"errors"'));
  }

  /** With parts missing, perhaps, but an answer. */
  async #ask(body: object): Promise<void> {
    const { status, text } = await this.#post({ body: JSON.stringify(body) });
    if (status !== 200 && status !== SHED) throw new Error(`${JSON.stringify(body)} was answered ${status}: ${text.slice(0, 500)}`);
  }

  async #askRefused(): Promise<void> {
    const { expected, ...request } = REFUSED[this.tally.refused % REFUSED.length] as Refused;
    const { status, text } = await this.#post(request);
    if (status !== expected && status !== SHED) throw new Error(`${request.body?.slice(0, 200)} was answered ${status}: ${text.slice(0, 500)}`);
  }

  async #leave(): Promise<void> {
    const signal = AbortSignal.timeout(Math.ceil(Math.random() * LEAVES_WITHIN_MS));
    const query = this.tally.leaving % 2 === 0 ? SLOW : KNOWN[0];
    await this.#post({ body: JSON.stringify({ query }) }, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }

  async #post({ body, headers, as = 'OWNER' }: Omit<Refused, 'expected'>, signal?: AbortSignal) {
    const token = as === 'OWNER' ? this.#tokens[Math.floor(Math.random() * USERS)] : this.#viewer;
    const response = await fetch(this.#options.url, {
      method: 'POST',
      body,
      signal,
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        ...(as === 'nobody' ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
    });
    return { status: response.status, text: await response.text() };
  }

  #renewTokens(): void {
    if (Date.now() - this.#renewedAt < RENEWED_AFTER_MS) return;
    this.#renewedAt = Date.now();
    this.#tokens = Array.from({ length: USERS }, () => this.#options.tokenFor('OWNER'));
    this.#viewer = this.#options.tokenFor('VIEWER');
  }
}
