import { deriveKeyring } from '@tessera/keyring';
import { rpcService, startRpcServer, TrustDefinition, allowCallers, type RpcService, type TrustEvent } from '@tessera/rpc';
import { PushedFeed } from './pushed-feed.ts';

export type TrustKind = NonNullable<TrustEvent['kind']>;

export interface TrustService {
  readonly address: string;
  push(kind: TrustKind): void;
  stop(): Promise<void>;
}

/** Serves a trust feed over gRPC as auth and tenants do: a snapshot first, then whatever is pushed; and what else it has. */
export async function startTrustService(
  root: Uint8Array,
  service: string,
  more: { readonly snapshot?: readonly TrustKind[]; readonly services?: readonly RpcService[] } = {},
): Promise<TrustService> {
  const { snapshot = [], services = [] } = more;
  const whole: TrustEvent[] = [...snapshot.map((kind) => ({ kind })), { kind: { $case: 'snapshotComplete', value: {} } }];
  const feed = new PushedFeed<TrustEvent>(() => whole, { kind: { $case: 'heartbeat', value: {} } });
  const server = await startRpcServer({
    service,
    keyring: deriveKeyring(root, service, ['gateway']),
    host: '127.0.0.1',
    port: 0,
    services: [rpcService(TrustDefinition, { watch: (_request, call) => feed.watch(call) }), ...services],
    allowed: Object.assign({}, ...[TrustDefinition, ...services.map((each) => each.definition)].map((each) => allowCallers(each, ['gateway']))),
    health: async () => true,
  });
  return {
    address: `127.0.0.1:${server.port}`,
    push: (kind) => feed.push({ kind }),
    stop: () => server.stop(),
  };
}
