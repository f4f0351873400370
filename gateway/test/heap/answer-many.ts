import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { getHeapSpaceStatistics } from 'node:v8';
import { createHttpServer } from '@tessera/http';
import { pino } from 'pino';
import { createGateway } from '../../src/index.ts';
import { FIXTURE, fixtureSupergraph } from '../support/fixture-graph.ts';

const CLIENTS = 30;
const WARM_UP = 1_500;
const MEASURED = 6_000;

/**
 * Answers many requests, has everything that is in use meanwhile made old by a full collection, and answers more, with
 * collections of young objects alone; writes by how much old objects have grown in that time, in bytes a request. Run
 * with --expose-gc.
 */
async function run(): Promise<void> {
  const { port, stop } = await startGateway();
  const clients = Array.from({ length: CLIENTS }, () => new Client(port));
  const answer = (count: number) => Promise.all(clients.map((client) => client.ask(count / CLIENTS)));
  await answer(WARM_UP);
  const during = answer(WARM_UP);
  // What is under way becomes old, and must not keep what comes after it.
  setTimeout(() => globalThis.gc?.(), 20);
  await during;
  const before = oldBytes();
  await answer(MEASURED);
  const grown = oldBytes() - before;
  for (const client of clients) client.close();
  await stop();
  process.stdout.write(String(Math.round(grown / MEASURED)));
}

/** In front of a subgraph that says the same whatever it is asked, and makes next to no objects itself. */
async function startGateway() {
  const subgraph = createServer((incoming, outgoing) => {
    incoming.resume().on('end', () => outgoing.end('{"data":{"secretive":"nothing"}}'));
  });
  await new Promise<void>((resolve) => subgraph.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(subgraph.address() as AddressInfo).port}/graphql`;
  const gateway = await createGateway({
    supergraphSdl: fixtureSupergraph(),
    subgraphs: Object.fromEntries(FIXTURE.map(({ name }) => [name, url])),
    rates: { anonymous: null },
    log: pino({ level: 'silent' }),
  });
  const http = await createHttpServer({
    host: '127.0.0.1',
    port: 0,
    maxBodyBytes: 100_000,
    routes: [{ method: '*', path: '/graphql', handle: (request) => gateway.handle(request) }],
    onError: () => undefined,
  });
  const stop = async () => {
    await http.close(100);
    await gateway.stop();
    subgraph.close();
    subgraph.closeAllConnections();
  };
  return { port: http.port, stop };
}

const BODY = JSON.stringify({ query: '{ secretive }' });
const REQUEST = [
  'POST /graphql HTTP/1.1',
  'host: localhost',
  'content-type: application/json',
  `content-length: ${BODY.length}`,
  '',
  BODY,
].join('\r\n');

/** One connection with one request under way. */
class Client {
  readonly #socket;
  #left = 0;
  #done: () => void = () => undefined;

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('data', (packet: Buffer) => {
      if (!packet.includes('"data"')) throw new Error(`That is no answer: ${packet.toString()}`);
      this.#left -= 1;
      if (this.#left > 0) this.#socket.write(REQUEST);
      else this.#done();
    });
  }

  ask(count: number): Promise<void> {
    this.#left = count;
    this.#socket.write(REQUEST);
    return new Promise((resolve) => (this.#done = resolve));
  }

  close(): void {
    this.#socket.destroy();
  }
}

const oldBytes = () => getHeapSpaceStatistics().find(({ space_name: name }) => name === 'old_space')?.space_used_size ?? 0;

await run();
