import type { Connection } from 'pg';
import { wireOf, type WireConnection, type WireMessage } from './wire.ts';

/**
 * What the rows of a connection's named statements look like. pg asks with every execution, and the server looks every
 * column up for that. A named statement cannot change its rows: where a table is altered under it, the server refuses
 * it (0A000), and the connection is given up with all that was known of it.
 */
export interface KnownRows {
  get(name: string): WireMessage | undefined;
  set(name: string, description: WireMessage): void;
  /** The connection, for a statement that is known: it asks for no description. */
  readonly connection: Connection;
}

const known = new WeakMap<Connection, KnownRows>();

export function knownRowsOf(connection: Connection): KnownRows {
  const present = known.get(connection);
  if (present) return present;
  const descriptions = new Map<string, WireMessage>();
  const made: KnownRows = {
    get: (name) => descriptions.get(name),
    set: (name, description) => void descriptions.set(name, description),
    connection: new UndescribedConnection(wireOf(connection)) as unknown as Connection,
  };
  known.set(connection, made);
  return made;
}

class UndescribedConnection implements WireConnection {
  readonly #wire: WireConnection;
  readonly stream: WireConnection['stream'];
  readonly parsedStatements: WireConnection['parsedStatements'];
  readonly submittedNamedStatements: WireConnection['submittedNamedStatements'];

  constructor(wire: WireConnection) {
    this.#wire = wire;
    this.stream = wire.stream;
    this.parsedStatements = wire.parsedStatements;
    this.submittedNamedStatements = wire.submittedNamedStatements;
  }

  parse(message: Parameters<WireConnection['parse']>[0]): void {
    this.#wire.parse(message);
  }

  bind(message: Parameters<WireConnection['bind']>[0]): void {
    this.#wire.bind(message);
  }

  describe(): void {}

  execute(message: Parameters<WireConnection['execute']>[0]): void {
    this.#wire.execute(message);
  }

  sync(): void {
    this.#wire.sync();
  }

  close(message: object): void {
    this.#wire.close(message);
  }
}
