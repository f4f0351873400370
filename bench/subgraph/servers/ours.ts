import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Subgraph from '@tessera/subgraph';
import { benchKeyring } from '../callers.ts';
import { runServer } from './job.ts';

/** The crm subgraph of a checkout, as it runs in production: it answers signed requests only. */
runServer(async ({ root, address, passwords }) => {
  const load = async <Module>(path: string) => (await import(pathToFileURL(join(root, path)).href)) as Module;
  const { startSubgraph } = await load<typeof Subgraph>('packages/subgraph/src/index.ts');
  const { subgraph } = await load<{ subgraph: Subgraph.AnySubgraph }>('subgraphs/crm/src/index.ts');
  const running = await startSubgraph(subgraph, {
    name: 'crm',
    host: '127.0.0.1',
    httpPort: 0,
    rpcPort: 0,
    keyring: { ...benchKeyring, database: passwords },
    database: address,
    // Port 9 (discard) refuses at once: no other service runs, and the questions need none.
    peers: { auth: '127.0.0.1:9', tenants: '127.0.0.1:9' },
    production: true,
    logLevel: 'warn',
  });
  return running.httpPort;
});
