import { AsyncLocalStorage } from 'node:async_hooks';
import { Pool, type ClientBase, type PoolClient, type PoolConfig, type QueryConfig, type QueryResult } from 'pg';
import { ScopedStatement, type Prelude } from './scoped-statement.ts';
import { SCOPE_SQL, type Session } from './session.ts';
import { leavesConnectionUsable } from './errors.ts';

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

  override query = ((config: string | QueryConfig) => this.#single(config)) as Pool['query'];

  async #single(config: string | QueryConfig): Promise<QueryResult> {
    const session = this.session();
    const client = await super.connect();
    const result = Promise.withResolvers<QueryResult>();
    client.once('error', result.reject);
    const callback = (error: Error | null | undefined, rows: QueryResult) => {
      if (error) result.reject(error);
      else result.resolve(rows);
    };
    client.query(new ScopedStatement([scopePrelude(session)], asConfig(config), callback));
    try {
      const rows = await result.promise;
      client.removeListener('error', result.reject);
      // A raw BEGIN would keep the settings and the transaction for the next borrower.
      client.release(client.getTransactionStatus() !== 'I');
      return rows;
    } catch (error) {
      client.removeListener('error', result.reject);
      client.release(!leavesConnectionUsable(error));
      throw error;
    }
  }

  override connect = (async () => this.#transactional(this.session(), await super.connect())) as Pool['connect'];

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
