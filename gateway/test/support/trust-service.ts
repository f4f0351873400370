import { deriveKeyring } from '@tessera/keyring';
import { rpcService, startRpcServer, TrustDefinition, allowCallers, type TrustEvent } from '@tessera/rpc';

export type TrustKind = NonNullable<TrustEvent['kind']>;

export interface TrustService {
  readonly address: string;
  push(kind: TrustKind): void;
  stop(): Promise<void>;
}

/** Serves a trust feed over gRPC as auth and tenants do: a snapshot first, then whatever is pushed. */
export async function startTrustService(
  root: Uint8Array,
  service: string,
  snapshot: TrustKind[] = [],
): Promise<TrustService> {
  const watchers = new Set<(kind: TrustKind) => void>();
  const server = await startRpcServer({
    service,
    keyring: deriveKeyring(root, service, ['gateway']),
    host: '127.0.0.1',
    port: 0,
    services: [
      rpcService(TrustDefinition, {
        async *watch(_request, call) {
          const queue: TrustKind[] = [];
          let wake = () => {};
          const watcher = (kind: TrustKind) => {
            queue.push(kind);
            wake();
          };
          watchers.add(watcher);
          const beat = setInterval(() => watcher({ $case: 'heartbeat', value: {} }), 500);
          try {
            for (const kind of snapshot) yield { kind };
            yield { kind: { $case: 'snapshotComplete', value: {} } };
            while (!call.signal.aborted) {
              for (const kind of queue.splice(0)) yield { kind };
              await new Promise<void>((resolve) => {
                wake = resolve;
                if (queue.length > 0) resolve();
                call.signal.addEventListener('abort', () => resolve(), { once: true });
              });
            }
          } finally {
            clearInterval(beat);
            watchers.delete(watcher);
          }
        },
      }),
    ],
    allowed: allowCallers(TrustDefinition, ['gateway']),
    health: async () => true,
  });
  return {
    address: `127.0.0.1:${server.port}`,
    push: (kind) => watchers.forEach((watcher) => watcher(kind)),
    stop: () => server.stop(),
  };
}
