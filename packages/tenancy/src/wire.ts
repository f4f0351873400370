import type { Connection, QueryResult } from 'pg';

/** A server message; only what travels through is passed on, unread. */
export type WireMessage = object;

/** The parts of pg's connection that a submittable writes to. @types/pg still describes an older signature. */
export interface WireConnection {
  readonly stream: { cork?(): void; uncork?(): void };
  readonly parsedStatements: Readonly<Record<string, string>>;
  readonly submittedNamedStatements: Readonly<Record<string, string>>;
  parse(message: { text: string; name: string }): void;
  bind(message: { portal: string; statement: string; values: readonly string[] }): void;
  describe(message: object): void;
  execute(message: { portal: string; rows: number }): void;
  sync(): void;
  close(message: object): void;
}

export function wireOf(connection: Connection): WireConnection {
  return connection as unknown as WireConnection;
}

/** What pg's client calls on the statement that it is running: the protocol that pg-cursor and others implement. */
export interface WireStatement {
  readonly name: string | undefined;
  readonly text: string;
  submit(connection: Connection): Error | null | undefined;
  handleRowDescription(message: WireMessage): void;
  handleDataRow(message: WireMessage): void;
  handleCommandComplete(message: WireMessage, connection: Connection): void;
  handleEmptyQuery(connection: Connection): void;
  handlePortalSuspended(connection: Connection): void;
  handleCopyInResponse(connection: Connection): void;
  handleCopyData(message: WireMessage, connection: Connection): void;
  handleError(error: Error, connection: Connection): void;
  handleReadyForQuery(connection: Connection): void;
}

export type StatementCallback = (error: Error | null | undefined, result: QueryResult) => void;
