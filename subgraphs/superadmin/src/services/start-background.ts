import { hostname } from 'node:os';
import { EventLogDefinition } from '@tessera/rpc';
import type { SubgraphRuntime } from '@tessera/subgraph';
import type { PrismaClient } from '../../../../prisma/superadmin/client/client.ts';
import { followService } from './followers/follow-service.ts';
import { createEventStream } from './publishers/event-stream.ts';
import { publishService } from './publishers/publish-service.ts';
import { checkService } from './registry/check-service.ts';

/** Where the event log is published, with NATS_URL set. */
const STREAM = { stream: 'TESSERA_EVENTS', prefix: 'tessera.events' };

/**
 * Follows and checks every service of the platform, superadmin itself among them, and publishes their logs where there
 * is a stream for them. Returns how to stop.
 */
export async function startBackground(runtime: SubgraphRuntime<PrismaClient>): Promise<() => Promise<void>> {
  const stopping = new AbortController();
  const { settings, keyring, database, log } = runtime;
  const holder = `${hostname()}:${settings.rpcPort || process.pid}`;
  const stream = settings.natsUrl ? createEventStream({ url: settings.natsUrl, ...STREAM }) : null;
  const work = Object.entries(settings.peers).flatMap(([name, address]) => {
    const warn = (what: string) => (error: unknown) => log.warn({ err: error, service: name }, `${what} failed`);
    const db = database.platform({ userId: null, requestId: `superadmin.follow.${name}` });
    const client = runtime.rpcClient(EventLogDefinition, name);
    const place = { service: name, holder, db, log: client };
    return [
      followService({ ...place, onError: warn('following a service') }, stopping.signal),
      checkService(
        { name, address, tlsFolder: keyring.tlsFolder, db, onError: warn('checking a service') },
        stopping.signal,
      ),
      ...(stream ? [publishService({ ...place, stream, onError: warn('publishing events') }, stopping.signal)] : []),
    ];
  });
  return async () => {
    stopping.abort();
    await Promise.all(work);
    await stream?.close();
  };
}
