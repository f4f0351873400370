import type { EventContract } from '@tessera/events';
import { loadDotEnv } from './command-line.ts';
import { runMigrations } from './migrate/run.ts';
import { listServices } from './start/services.ts';

/** `npm run migrate`: brings every service's database to this release, and ends. */
const contracts: Record<string, EventContract> = {};
for (const service of listServices()) {
  const contract = (await import(`../subgraphs/${service}/contract/events.ts`)) as { default: EventContract };
  contracts[service] = contract.default;
}
loadDotEnv();
await runMigrations(contracts);
