import {
  RateLimitsDefinition,
  allowCallers,
  createFeed,
  rpcService,
  type Feed,
  type RateLimitsEvent,
  type RpcService,
} from '@tessera/rpc';
import { listeningConnection, type SubgraphRuntime } from '@tessera/subgraph';
import type { PrismaClient } from '../../../prisma/superadmin/client/client.ts';
import { RATE_LIMITS_CHANNEL } from './services/announce-rate-limits.ts';
import { collectRateLimits } from './services/collect-rate-limits.ts';
import { startBackground } from './services/start-background.ts';

type Runtime = SubgraphRuntime<PrismaClient>;

/** Who may call what superadmin serves. */
export const rpcCallers = allowCallers(RateLimitsDefinition, ['gateway']);

const feeds = new WeakMap<Runtime, Feed<RateLimitsEvent>>();

/** The rate limits, which gateways follow. */
export function rpcServices(runtime: Runtime): RpcService[] {
  const db = runtime.database.platform({ userId: null, requestId: 'superadmin.rate-limits' });
  const readSet = async (): Promise<RateLimitsEvent[]> => {
    const value = await collectRateLimits(db);
    return [{ kind: { $case: 'set', value } }];
  };
  const feed = createFeed<RateLimitsEvent>({
    connection: listeningConnection(runtime),
    channel: RATE_LIMITS_CHANNEL,
    snapshot: readSet,
    read: readSet,
    heartbeat: { kind: { $case: 'heartbeat', value: {} } },
    onError: (error) => runtime.log.warn({ err: error }, 'the feed of rate limits was interrupted'),
  });
  feeds.set(runtime, feed);
  return [rpcService(RateLimitsDefinition, { watch: feed.watch })];
}

/** Background work of the whole service; the feed ends with it. */
export async function startWork(runtime: Runtime): Promise<() => Promise<void>> {
  const stopFeed = async () => feeds.get(runtime)?.stop();
  try {
    const stopBackground = await startBackground(runtime);
    return async () => {
      await Promise.all([stopFeed(), stopBackground()]);
    };
  } catch (error) {
    await stopFeed();
    throw error;
  }
}
