import {
  TrustDefinition,
  UsersDefinition,
  allowCallers,
  createTrustFeed,
  rpcService,
  type RpcService,
  type TrustFeed,
} from '@tessera/rpc';
import { listeningConnection } from '@tessera/subgraph';
import { startMaintenance, systemDb, type Runtime } from './background.ts';
import { authService, authServiceCallers } from './rpc-auth-service.ts';
import { collectRevocations } from './services/collect-revocations.ts';
import { findUser } from './services/find-user.ts';

/** Who may call what auth serves. */
export const rpcCallers = {
  ...allowCallers(UsersDefinition, ['tenants']),
  ...allowCallers(TrustDefinition, ['gateway']),
  ...authServiceCallers,
};

const feeds = new WeakMap<Runtime, TrustFeed>();

/** Users, their credentials and sessions, and the revocations that gateways follow. */
export function rpcServices(runtime: Runtime): RpcService[] {
  const feed = createTrustFeed({
    connection: listeningConnection(runtime),
    snapshot: () => collectRevocations(systemDb(runtime)),
    onError: (error) => runtime.log.warn({ err: error }, 'the trust feed lost its connection'),
  });
  feeds.set(runtime, feed);
  return [
    authService(runtime),
    rpcService(TrustDefinition, { watch: feed.watch }),
    rpcService(UsersDefinition, {
      async find({ by }) {
        const wanted = by?.$case === 'id' ? { id: by.value } : { email: by?.value ?? '' };
        const user = await findUser(systemDb(runtime), wanted);
        return user ? { id: user.id, email: user.email, status: user.status } : { id: '', email: '', status: '' };
      },
    }),
  ];
}

/** Background work of the whole service; the trust feed ends with it. */
export async function startWork(runtime: Runtime): Promise<() => Promise<void>> {
  const stopFeed = async () => feeds.get(runtime)?.stop();
  try {
    const stopMaintenance = await startMaintenance(runtime);
    return async () => {
      await stopFeed();
      await stopMaintenance();
    };
  } catch (error) {
    await stopFeed();
    throw error;
  }
}
