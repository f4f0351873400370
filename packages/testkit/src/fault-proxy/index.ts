import { connect, createServer, type Server, type Socket } from 'node:net';
import { WIRINGS, type Ends, type Fault } from './faults.ts';

export { FAULTS, type Fault } from './faults.ts';

/** Stands between a gateway and one service, and breaks the connection in a chosen way. */
export interface FaultProxy extends AsyncDisposable {
  /** On 127.0.0.1. */
  readonly port: number;
  /**
   * From now on connections have this fault. Those that are open stand still when it freezes, and are cut otherwise, as
   * when the machine is exchanged.
   */
  inject(fault: Fault): Promise<void>;
  /** Takes the fault away. What was frozen goes on. */
  heal(): Promise<void>;
  close(): Promise<void>;
}

export interface FaultProxyOptions {
  /** Nobody else's while it is killed, too: `freePort()` gives one. */
  readonly port: number;
  /** Of the service, on 127.0.0.1. */
  readonly target: number;
}

export async function startFaultProxy({ port, target }: FaultProxyOptions): Promise<FaultProxy> {
  let fault: Fault | null = null;
  let listener: Server | null = null;
  const links = new Set<Ends>();

  const accept = (client: Socket) => {
    const server = connect({ host: '127.0.0.1', port: target, noDelay: true });
    const ends = { client, server };
    links.add(ends);
    // Of a connection that breaks 'close' tells as well.
    client.on('error', () => undefined).once('close', () => cut(ends));
    server.on('error', () => cut(ends));
    if (fault === null) flow(ends);
    else if (fault !== 'freeze' && fault !== 'kill') WIRINGS[fault](ends);
  };
  const cut = (ends: Ends) => {
    links.delete(ends);
    ends.client.destroy();
    ends.server.destroy();
  };
  const listen = async () => {
    listener ??= await listenOn(port, accept);
  };
  const stopListening = async () => {
    const stopping = listener;
    listener = null;
    links.forEach(cut);
    if (stopping) await new Promise((resolve) => stopping.close(resolve));
  };
  await listen();

  return {
    port,
    async inject(next) {
      fault = next;
      if (next === 'kill') return stopListening();
      links.forEach(next === 'freeze' ? standStill : cut);
      await listen();
    },
    async heal() {
      const wasFrozen = fault === 'freeze';
      fault = null;
      links.forEach(wasFrozen ? flow : cut);
      await listen();
    },
    close: stopListening,
    [Symbol.asyncDispose]: stopListening,
  };
}

function flow({ client, server }: Ends): void {
  client.pipe(server);
  server.pipe(client);
}

function standStill({ client, server }: Ends): void {
  client.unpipe(server);
  server.unpipe(client);
}

async function listenOn(port: number, accept: (client: Socket) => void): Promise<Server> {
  const server = createServer({ noDelay: true }, accept);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}
