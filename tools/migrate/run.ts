import type { EventContract } from '@tessera/events';
import {
  checkServer, createSteps, isOperatorError, openDataFolder, prepareDatabase, readSystemSettings, serverFromEmbedded,
  serverFromUrl, startEmbeddedPostgres, type DatabaseServer, type SystemSettings,
} from '@tessera/platform';
import { serviceSchema } from '../start/services.ts';

/** Event contracts by service. */
export type Contracts = Readonly<Record<string, EventContract>>;

/**
 * Brings every service's database to this release and ends (`npm run migrate`, and the `migrate` container). With
 * TESSERA_DATABASE_URL and TESSERA_ROOT_KEY it writes nothing to disk.
 */
export async function runMigrations(contracts: Contracts): Promise<void> {
  const steps = createSteps();
  try {
    const settings = readSystemSettings();
    await withServer(settings, async (server, root) => {
      for (const [service, events] of Object.entries(contracts)) {
        const schema = serviceSchema(service, events, settings.databasePrefix);
        const prepare = () => prepareDatabase(server, root, schema);
        await steps.run(`Migrate ${schema.database}`, prepare, ({ changed, appliedMigrations }) =>
          appliedMigrations.join(', ') || (changed ? 'brought up to date' : 'nothing to do'));
      }
    });
  } catch (error) {
    process.stderr.write(`${isOperatorError(error) ? error.message : String((error as Error)?.stack ?? error)}\n`);
    process.exit(1);
  }
}

type Work = (server: DatabaseServer, root: Uint8Array) => Promise<void>;

/** The server that the settings name; the embedded one is started for the time of the work. */
export async function withServer(settings: SystemSettings, work: Work): Promise<void> {
  const external = settings.databaseUrl ? serverFromUrl(settings.databaseUrl) : undefined;
  if (external) await checkServer(external);
  if (external && settings.rootKey) return work(external, settings.rootKey);
  const folder = await openDataFolder({ ...settings, given: settings.rootKey });
  try {
    await (external ? work(external, folder.rootKey) : withEmbedded(settings, folder.rootKey, work));
  } finally {
    await folder.release();
  }
}

/** Starts the embedded server for the time of the work. The caller holds the data folder. */
export async function withEmbedded(settings: SystemSettings, root: Uint8Array, work: Work): Promise<void> {
  const embedded = await startEmbeddedPostgres({ dataDir: settings.dataDir });
  try {
    await work(serverFromEmbedded(embedded), root);
  } finally {
    await embedded.stop();
  }
}
