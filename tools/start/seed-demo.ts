import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { deriveKeyring } from '@tessera/keyring';
import {
  ensureDemoAccounts, ownerConfig, readMeta, withClient, writeMeta,
  type DatabaseServer, type DemoAccounts, type MediaSettings, type Seed,
} from '@tessera/platform';
import { openDatabase, type DatabaseOptions } from '@tessera/tenancy';
import { demoWorld } from '../../prisma/demo/world.ts';
import { databaseName, ROOT } from './services.ts';

export interface SeedOptions {
  readonly server: DatabaseServer;
  readonly root: Uint8Array;
  readonly prefix: string;
  readonly dataDir: string;
  readonly media: MediaSettings;
  readonly services: readonly string[];
}

/**
 * Lays down the demo in every service that has a `prisma/<name>/seed.ts`, once for each database. The passwords lie in
 * the data folder; when that file is made anew, the credentials are, too.
 * @returns the accounts, and the services that were seeded now
 */
export async function seedDemo(options: SeedOptions): Promise<{ accounts: DemoAccounts; seeded: readonly string[] }> {
  const accounts = await ensureDemoAccounts(options.dataDir, demoWorld());
  const outcomes = await Promise.all(
    options.services
      .filter((service) => existsSync(join(ROOT, 'prisma', service, 'seed.ts')))
      .map(async (service) => ((await seedOnce(service, options, accounts)) ? [service] : [])),
  );
  return { accounts, seeded: outcomes.flat() };
}

async function seedOnce(service: string, options: SeedOptions, accounts: DemoAccounts): Promise<boolean> {
  const database = databaseName(service, options.prefix);
  // Only auth keeps something of the passwords, so only there does the mark change with them.
  const mark = service === 'auth' ? accounts.digest : 'laid';
  return withClient(new pg.Client(ownerConfig(options.server, options.root, { service, database })), async (owner) => {
    if ((await readMeta(owner, 'demo')) === mark) return false;
    await seed(service, database, options, accounts);
    // Last, so that a seed that was cut off runs again; seeds upsert.
    await writeMeta(owner, 'demo', mark);
    return true;
  });
}

async function seed(service: string, database: string, options: SeedOptions, accounts: DemoAccounts): Promise<void> {
  const module = (await import(`../../prisma/${service}/seed.ts`)) as { seed: Seed<object> };
  const client =
    (await import(`../../prisma/${service}/client/client.ts`)) as Pick<DatabaseOptions<object>, 'PrismaClient'>;
  const keyring = deriveKeyring(options.root, service, []);
  if (!keyring.database) throw new Error(`The keyring of ${service} has no database passwords.`);
  const opened = openDatabase({
    address: { host: options.server.host, port: options.server.port, database },
    passwords: keyring.database,
    PrismaClient: client.PrismaClient,
  });
  try {
    await module.seed({
      database: opened,
      world: demoWorld(),
      passwords: service === 'auth' ? accounts.passwords : new Map(),
      encryption: keyring.encryption,
      media: options.media,
    });
  } finally {
    await opened.close();
  }
}
