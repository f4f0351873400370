import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { announceSql, FOUNDATION_SQL, type EventContract } from '@tessera/events';
import type { ServiceSchema } from '@tessera/platform';

/** The repository's root. Two folders up also from `tools/dist`, where the migrator is bundled. */
export const ROOT = join(import.meta.dirname, '..', '..');

/** Every service by name: the folders of `subgraphs/` that have a source. */
export function listServices(): string[] {
  return readdirSync(join(ROOT, 'subgraphs'))
    .filter((name) => existsSync(join(ROOT, 'subgraphs', name, 'src', 'index.ts')))
    .sort();
}

/** The name of a service's database. A service may have a hyphen in its name, a role may not. */
export const databaseName = (service: string, prefix: string) => `${prefix}_${service.replaceAll('-', '_')}`;

/** What shapes a service's database: the shared foundation, its own migrations, the events it announces. */
export function serviceSchema(service: string, events: EventContract, prefix: string): ServiceSchema {
  const database = databaseName(service, prefix);
  return {
    service,
    database,
    foundationSql: FOUNDATION_SQL(database),
    migrationsDir: join(ROOT, 'prisma', service, 'migrations'),
    announceSql: announceSql(events),
  };
}
