import { AsyncLocalStorage } from 'node:async_hooks';
import { AppError } from '@tessera/errors';
import { servedCall } from '@tessera/identity';
import { Pool, type ClientBase, type PoolClient, type PoolConfig, type QueryConfig, type QueryResult } from 'pg';
import { cancelOnAbort } from './cancel-statement.ts';
import { ScopedStatement, type Prelude } from './scoped-statement.ts';
import { SCOPE_SQL, type Session } from './session.ts';
import { leavesConnectionUsable } from './errors.ts';
import type { StatementCallback } from './wire.ts';

const SCOPE_NAME = 'tessera_scope';

/**
 * A pool whose every statement runs with the session of whoever asks: alone, in one round trip with its settings, or
 * in a transaction whose BEGIN and settings ride ahead of its first statement. Without a session it throws.
 */
export class ScopedPool extends Pool {
  readonly #session = new AsyncLocalStorage<Session>();

  constructor(config: PoolConfig) {
    // Prepared once a connection.
    // eslint-disable-next-line typescript/no-misused-promises -- pg-pool waits for what onConnect returns
    super({ ...config, onConnect: (client) => prepareScope(client) });
  }

  /** Runs `work` in `session`, awaited inside: a Prisma promise is lazy and would otherwise start outside. */
  run<T>(session: Session, work: () => PromiseLike<T>): Promise<T> {
    return this.#session.run(session, async () => await work());
  }

  /** @throws when nobody entered a session: a statement without one would be nobody's */
  session(): Session {
    const session = this.#session.getStore();
    if (!session) {
      throw new Error(
        'A statement was run outside a tenant: use query, transaction or sql of a ScopedDb, and await inside.',
      );
    }
    return session;
  }

  override query = ((config: string | QueryConfig) => this.queryIn(this.session(), asConfig(config))) as Pool['query'];

  /** One statement in `session`. By callbacks: on every read's way, each promise between costs as much as a row. */
  queryIn(session: Session, config: QueryConfig): Promise<QueryResult> {
    const signal = servedCall()?.signal;
    return new Promise((resolve, reject) => {
      super.connect((unconnected, client, release) => {
        if (!client) return reject(unconnected ?? new Error('The pool gave no connection.'));
        if (signal?.aborted) {
          release();
          return reject(abandoned());
        }
        const ended = cancelOnAbort(client, this.options, signal);
        const settle: StatementCallback = (error, result) => {
          client.removeListener('error', ignoreBroken);
          const isCancelled = ended();
          // A raw BEGIN would keep the settings and the transaction for the next borrower.
          release(isCancelled || (error ? !leavesConnectionUsable(error) : client.getTransactionStatus() !== 'I'));
          if (error) reject(isCancelled ? abandoned() : error);
          else resolve(result);
        };
        client.on('error', ignoreBroken);
        client.query(new ScopedStatement([scopePrelude(session)], config, settle));
      });
    });
  }

  override connect = (async () => {
    const [session, signal] = [this.session(), servedCall()?.signal];
    return this.#cancellable(signal, this.#transactional(session, await super.connect()));
  }) as Pool['connect'];

  /** Each statement of a transaction ends with the caller; so does the transaction, but for its last word. */
  #cancellable(signal: AbortSignal | undefined, client: PoolClient): PoolClient {
    if (!signal) return client;
    const { query, release } = client;
    let isCancelled = false;
    const send = async (config: string | QueryConfig) => {
      const { text } = asConfig(config);
      if (signal.aborted && text !== 'COMMIT' && text !== 'ROLLBACK') throw abandoned();
      const ended = cancelOnAbort(client, this.options, signal);
      try {
        return await (Reflect.apply(query, client, [config]) as Promise<QueryResult>);
      } finally {
        isCancelled = ended() || isCancelled;
      }
    };
    client.query = send as PoolClient['query'];
    client.release = (error) => Reflect.apply(release, client, [error ?? (isCancelled || undefined)]);
    return client;
  }

  /**
   * Prisma's adapter borrows a client for a transaction and sends BEGIN first. That BEGIN waits for the statement
   * behind it, so that both take one round trip and no transaction stands open before it has something to do.
   */
  #transactional(session: Session, client: PoolClient): PoolClient {
    const release = client.release;
    const query = client.query;
    const run = (statement: string | QueryConfig | ScopedStatement) => Reflect.apply(query, client, [statement]);
    let begun = false;
    let pending: readonly Prelude[] | null = null;

    const send = (config: string | QueryConfig) => {
      const { text } = asConfig(config);
      if (text === 'BEGIN' && !begun) {
        begun = true;
        pending = [{ name: '', text: session.begin, values: [] }, scopePrelude(session)];
        return Promise.resolve(NOTHING);
      }
      if (!pending) return run(config);
      const preludes = pending;
      pending = null;
      if (text === 'COMMIT' || text === 'ROLLBACK') return Promise.resolve(NOTHING);
      return new Promise<QueryResult>((resolve, reject) => {
        const callback = (error: Error | null | undefined, rows: QueryResult) =>
          error ? reject(error) : resolve(rows);
        run(new ScopedStatement(preludes, asConfig(config), callback));
      });
    };
    client.query = send as PoolClient['query'];
    client.release = (error) => {
      client.query = query;
      // Whoever gives back a client within a transaction has lost track of it.
      release.call(client, error ?? client.getTransactionStatus() !== 'I');
    };
    return client;
  }

  /** @throws when the server does not answer */
  async ping(): Promise<void> {
    const client = await super.connect();
    try {
      await client.query('SELECT 1');
      client.release();
    } catch (error) {
      client.release(true);
      throw error;
    }
  }
}

/** The statement at hand is told of a broken connection too; an event that nobody hears would end the process. */
function ignoreBroken(): void {}

/** Nobody reads it: whoever asked has gone, or has been told by then. */
function abandoned(): AppError {
  return new AppError('DEADLINE_EXCEEDED', 'Nobody waits for this answer any more.');
}

const NOTHING: QueryResult = { command: '', rowCount: 0, oid: 0, fields: [], rows: [] };

function asConfig(config: string | QueryConfig): QueryConfig {
  return typeof config === 'string' ? { text: config } : config;
}

function scopePrelude(session: Session): Prelude {
  return { name: SCOPE_NAME, text: SCOPE_SQL, values: session.scope };
}

async function prepareScope(client: ClientBase): Promise<void> {
  await client.query({ name: SCOPE_NAME, text: SCOPE_SQL, values: ['', '', '', '', ''] });
}
