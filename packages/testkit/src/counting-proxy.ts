import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { isAbsolute, join } from 'node:path';

/** What passed between a program and its database. */
export interface Traffic {
  /** Round trips: how often a client spoke after the server had spoken. */
  readonly trips: number;
  /** Statements that were executed, those that begin, scope and end a transaction among them. */
  readonly statements: number;
}

/** Passes bytes on to a PostgreSQL server and counts. */
export interface CountingProxy extends AsyncDisposable {
  readonly address: { readonly host: string; readonly port: number };
  during<T>(work: () => Promise<T>): Promise<Traffic & { readonly result: T }>;
}

/** @param host an address, or the folder of a Unix socket */
export async function startCountingProxy({ host, port }: { host: string; port: number }): Promise<CountingProxy> {
  const target = isAbsolute(host) ? { path: join(host, `.s.PGSQL.${port}`) } : { host, port };
  let trips = 0;
  let statements = 0;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target);
    const countExecutions = executionCounter();
    let answered = true;
    client.on('data', (chunk) => {
      if (answered) trips += 1;
      answered = false;
      statements += countExecutions(chunk);
    });
    upstream.on('data', () => {
      answered = true;
    });
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(from);
      from.setNoDelay(true);
      from.on('error', () => to.destroy());
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    async during(work) {
      const before = { trips, statements };
      const result = await work();
      return { trips: trips - before.trips, statements: statements - before.statements, result };
    },
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const EXECUTE = 'E'.charCodeAt(0);
const QUERY = 'Q'.charCodeAt(0);
const LENGTH_BYTES = 4;

/**
 * Counts Execute and Query messages in what a client sends
 * (https://www.postgresql.org/docs/current/protocol-message-formats.html). The start-up message alone has no type.
 */
function executionCounter(): (chunk: Buffer) => number {
  let rest = Buffer.alloc(0);
  let typeBytes = 0;
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    let executions = 0;
    while (rest.length >= typeBytes + LENGTH_BYTES) {
      const end = typeBytes + rest.readInt32BE(typeBytes);
      if (rest.length < end) break;
      if (typeBytes === 1 && (rest[0] === EXECUTE || rest[0] === QUERY)) executions += 1;
      typeBytes = 1;
      rest = rest.subarray(end);
    }
    return executions;
  };
}
