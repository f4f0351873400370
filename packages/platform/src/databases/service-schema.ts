import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg';
import { DATABASE_ROLES, databasePassword } from '@tessera/keyring';
import { ROLES_VERSION } from './roles.ts';

/** One service's database and everything that shapes it. */
export interface ServiceSchema {
  readonly service: string;
  readonly database: string;
  /** Run as the owner before the migrations, at every change; idempotent. */
  readonly foundationSql: string;
  /** `prisma/<service>/migrations`. */
  readonly migrationsDir: string;
  /** Run as the owner after the migrations, at every change; idempotent. */
  readonly announceSql: string;
}

/** Reads a folder of Prisma migrations: `<name>/migration.sql`, in the order of their names. */
export async function readMigrations(baseDir: string): Promise<MigrationList> {
  const entries = await readdir(baseDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort();
  const migrationDirectories = await Promise.all(
    names.map(async (name) => {
      const value = await readFile(join(baseDir, name, 'migration.sql'), 'utf8');
      return { path: name, migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value } } };
    }),
  );
  const content = await readFile(join(baseDir, 'migration_lock.toml'), 'utf8').catch(() => null);
  const lockfile = { path: 'migration_lock.toml', content };
  return { baseDir, lockfile, shadowDbInitScript: '', migrationDirectories };
}

/**
 * A digest of everything that shapes a database, passwords included. A database that carries it needs nothing; this is
 * what makes a second start quick.
 */
export function stampOf(schema: ServiceSchema, migrations: MigrationList, root: Uint8Array): string {
  const passwords = DATABASE_ROLES.map((role) => databasePassword(root, schema.service, role));
  const scripts = migrations.migrationDirectories.map(({ path, migrationFile }) => [path, migrationFile.content]);
  const parts = [ROLES_VERSION, passwords, schema.foundationSql, scripts, schema.announceSql];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
