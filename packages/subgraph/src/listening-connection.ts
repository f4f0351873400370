import type { FeedOptions } from '@tessera/rpc';
import type { SubgraphRuntime } from './definition.ts';

/** How a feed connects to the service's own database. Any role may LISTEN; the tail's has the least to lose. */
export function listeningConnection<Client>({
  settings,
  keyring,
}: SubgraphRuntime<Client>): FeedOptions<unknown>['connection'] {
  const { host, port, database, rolePrefix = database } = settings.database;
  return { host, port, database, user: `${rolePrefix}_tail`, password: keyring.database?.tail };
}
