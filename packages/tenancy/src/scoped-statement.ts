import { Query, types, type Connection, type QueryConfig } from 'pg';
import { knownRowsOf, type KnownRows } from './known-rows.ts';
import { wireOf, type StatementCallback, type WireMessage, type WireStatement } from './wire.ts';

/** A statement that is sent ahead of another; its rows are not read. An empty name: parsed anew each time. */
export interface Prelude {
  readonly name: string;
  readonly text: string;
  readonly values: readonly string[];
}

/**
 * One statement with others ahead of it, under one Sync: one round trip, and, outside an explicit transaction, one
 * implicit transaction, which the server itself ends at the Sync whether the statement succeeds or fails. So there is
 * no COMMIT to send, no aborted transaction to clean up, and a setting that is local cannot outlive it.
 *
 * The extended protocol is forced: it refuses several statements in one text, so that "; COMMIT; ..." cannot step out.
 */
export class ScopedStatement implements WireStatement {
  readonly text: string;
  readonly #statement: WireStatement;
  readonly #preludes: readonly Prelude[];
  #known: KnownRows | undefined;
  #completed = 0;

  constructor(preludes: readonly Prelude[], config: QueryConfig, callback: StatementCallback) {
    this.#statement = extendedQuery(config, callback);
    this.#preludes = preludes;
    this.text = config.text;
  }

  /** Hidden until the preludes are done: pg's client takes any ParseComplete for this statement's own. */
  get name(): string | undefined {
    return this.#own ? this.#statement.name : undefined;
  }

  get #own(): boolean {
    return this.#completed === this.#preludes.length;
  }

  submit(connection: Connection): Error | null | undefined {
    const wire = wireOf(connection);
    wire.stream.cork?.();
    try {
      for (const prelude of this.#preludes) {
        if (!prelude.name) wire.parse(prelude);
        wire.bind({ portal: '', statement: prelude.name, values: prelude.values });
        wire.execute({ portal: '', rows: 0 });
      }
      return this.#submitOwn(connection);
    } finally {
      wire.stream.uncork?.();
    }
  }

  #submitOwn(connection: Connection): Error | null | undefined {
    const { name } = this.#statement;
    if (!name) return this.#statement.submit(connection);
    this.#known = knownRowsOf(connection);
    const description = this.#known.get(name);
    if (!description) return this.#statement.submit(connection);
    this.#statement.handleRowDescription(description);
    return this.#statement.submit(this.#known.connection);
  }

  handleRowDescription(message: WireMessage): void {
    if (this.#statement.name) this.#known?.set(this.#statement.name, message);
    this.#statement.handleRowDescription(message);
  }

  handleDataRow(message: WireMessage): void {
    if (this.#own) this.#statement.handleDataRow(message);
  }

  handleCommandComplete(message: WireMessage, connection: Connection): void {
    if (this.#own) this.#statement.handleCommandComplete(message, connection);
    else this.#completed += 1;
  }

  handleEmptyQuery(connection: Connection): void {
    this.#statement.handleEmptyQuery(connection);
  }

  handlePortalSuspended(connection: Connection): void {
    this.#statement.handlePortalSuspended(connection);
  }

  handleCopyInResponse(connection: Connection): void {
    this.#statement.handleCopyInResponse(connection);
  }

  handleCopyData(message: WireMessage, connection: Connection): void {
    this.#statement.handleCopyData(message, connection);
  }

  handleError(error: Error, connection: Connection): void {
    this.#statement.handleError(error, connection);
  }

  handleReadyForQuery(connection: Connection): void {
    this.#statement.handleReadyForQuery(connection);
  }
}

/**
 * pg copies a configuration by its property descriptors, which costs half of what a tenant adds to a small read. A
 * statement that says nothing of how it is read goes without one.
 */
function extendedQuery(config: QueryConfig, callback: StatementCallback): WireStatement {
  const { name, text, values, ...reading } = config;
  if (Object.keys(reading).length > 0) return read({ types, ...config, queryMode: 'extended' }, callback);
  return Object.assign(read(text, callback), { name, values, queryMode: 'extended' });
}

const read = (config: object | string, callback: StatementCallback) =>
  new Query(config as QueryConfig, callback as never) as unknown as WireStatement;
