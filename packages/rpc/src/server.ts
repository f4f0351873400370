import { Server } from '@grpc/grpc-js';
import type { NonceStore } from '@tessera/identity';
import type { ServiceKeyring } from '@tessera/keyring';
import { accessInterceptor } from './access.ts';
import { SERVER_OPTIONS } from './channel-options.ts';
import type { RpcService } from './definition.ts';
import { grpcService, type HandlerSettings } from './handlers.ts';
import { serveHealth } from './health.ts';
import { certificatesLoaded, serverCredentials } from './tls.ts';

/** How long `stop` waits for calls under way before it cuts them, in milliseconds. */
const STOP_GRACE_MS = 5_000;

export interface RpcServerOptions {
  readonly service: string;
  readonly keyring: ServiceKeyring;
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly services: readonly RpcService[];
  /** Who may call what: method path -> callers. A method that is not listed is refused to everybody. */
  readonly allowed: Readonly<Record<string, readonly string[]>>;
  /** Asked four times a second; what it says is what grpc.health.v1 answers. */
  readonly health: () => Promise<boolean>;
  /** Shared by replicas of a service; by default this process's own memory. */
  readonly nonces?: NonceStore;
  /** Lets anybody who reaches the port learn what is served, but call nothing; for development. Off when left out. */
  readonly reflection?: boolean;
  /** Told about every fault (anything thrown that is not an AppError); callers see no more than its request id. */
  readonly onFault?: HandlerSettings['onFault'];
}

export interface RunningRpcServer {
  readonly port: number;
  /** What grpc.health.v1 says of it. */
  isServing(): boolean;
  /** Turns unhealthy, ends streams and reads, waits up to 5 s for the calls under way, then cuts them. */
  stop(): Promise<void>;
}

/**
 * Serves gRPC to authenticated callers, with mutual TLS where the keyring names the files for it.
 * @throws Error when the address is taken or cannot be bound, or the files cannot be read
 */
export async function startRpcServer(options: RpcServerOptions): Promise<RunningRpcServer> {
  const stopping = new AbortController();
  const settings = { stopping: stopping.signal, onFault: options.onFault ?? (() => undefined) };
  const server = new Server({ ...SERVER_OPTIONS, interceptors: [accessInterceptor(options)] });
  for (const service of options.services) {
    const { definition, implementation } = grpcService(service, settings);
    server.addService(definition, implementation);
  }
  const names = options.services.map((service) => service.definition.fullName);
  const health = serveHealth(server, names, options.health);
  if (options.reflection) (await import('./reflection.ts')).serveReflection(server, names);
  await health.start();
  try {
    const port = await bind(server, options);
    await certificatesLoaded(options.keyring.tlsFolder);
    return { port, isServing: () => health.isServing(), stop };
  } catch (error) {
    health.stop();
    server.forceShutdown();
    throw error;
  }

  async function stop(): Promise<void> {
    health.stop();
    stopping.abort();
    const force = setTimeout(() => server.forceShutdown(), STOP_GRACE_MS);
    await new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
    clearTimeout(force);
  }
}

function bind(server: Server, { host, port, keyring }: RpcServerOptions): Promise<number> {
  const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  return new Promise((resolve, reject) => {
    server.bindAsync(address, serverCredentials(keyring.tlsFolder), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
}
