import { createHash } from 'node:crypto';
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { messageOf, OperatorError } from '../operator-error.ts';
import { openSchemaEngine } from './schema-engine.ts';
import { withClient } from './server.ts';

const FILTERS = { externalTables: [], externalEnums: [] };

/**
 * Applies what is missing of `migrations`, each as one transaction.
 *
 * A crash can fall between a migration and the engine's record of it. So each leaves a mark in `tessera.meta` in its
 * own transaction, which tells at the next start whether it was applied or not.
 * @returns the names of the migrations that were applied
 * @throws OperatorError when one fails, was edited after it was applied, or is unknown to this release
 */
export async function applyMigrations(
  config: pg.PoolConfig,
  database: string,
  migrations: MigrationList,
): Promise<readonly string[]> {
  const scripts = migrations.migrationDirectories.map(({ migrationFile }) => migrationFile.content.value);
  const marks = new Map(scripts.map((script) => [script, markOf(script)]));
  let failure: unknown;
  const { engine, close } = await openSchemaEngine(config, async (pool, script) => {
    const mark = marks.get(script);
    try {
      const leaveMark = mark ? `\n;INSERT INTO tessera.meta (key, value) VALUES ('${mark}', now()::text)` : '';
      await pool.query(`${script}${leaveMark}`);
    } catch (error) {
      failure = error;
      throw error;
    }
  });
  try {
    await settleHistory(engine, config, database, migrations);
    return (await engine.applyMigrations({ migrationsList: migrations, filters: FILTERS })).appliedMigrationNames;
  } catch (error) {
    throw error instanceof OperatorError ? error : describeFailure(database, failure ?? error);
  } finally {
    await close();
  }
}

/** Refuses a history that is not this release's, and clears up after a migration that was cut off. */
async function settleHistory(
  engine: SchemaEngine,
  config: pg.PoolConfig,
  database: string,
  migrations: MigrationList,
): Promise<void> {
  const found = await engine.diagnoseMigrationHistory({
    migrationsList: migrations,
    optInToShadowDatabase: false,
    filters: FILTERS,
  });
  if (found.history && 'unpersistedMigrationNames' in found.history) {
    const unknown = found.history.unpersistedMigrationNames.join(', ');
    throw new OperatorError(
      `The database ${database} was migrated by a newer Tessera (${unknown}): start that release, ` +
        'or restore an older backup.',
    );
  }
  // One that failed left nothing behind, and is mended by editing it.
  const edited = found.editedMigrationNames.find((name) => !found.failedMigrationNames.includes(name));
  if (edited) {
    throw new OperatorError(
      `The migration ${edited} of ${database} was edited after it was applied: ` +
        'undo the edit and write a new migration, or set TESSERA_DATA_DIR to a new folder.',
    );
  }
  for (const migrationName of found.failedMigrationNames) {
    if (await isMarked(config, migrationName, migrations)) {
      await engine.markMigrationApplied({ migrationName, migrationsList: migrations });
    } else {
      await engine.markMigrationRolledBack({ migrationName });
    }
  }
}

async function isMarked(config: pg.PoolConfig, name: string, migrations: MigrationList): Promise<boolean> {
  const script = migrations.migrationDirectories.find(({ path }) => path === name)?.migrationFile.content.value ?? '';
  return withClient(new pg.Client(config), async (client) => {
    const { rowCount } = await client.query('SELECT FROM tessera.meta WHERE key = $1', [markOf(script)]);
    return rowCount === 1;
  });
}

const markOf = (script: string) => `migration:${createHash('sha256').update(script).digest('hex')}`;

function describeFailure(database: string, error: unknown): OperatorError {
  const hint = (error as { hint?: string }).hint;
  return new OperatorError(
    `A migration of ${database} failed and was rolled back: ${messageOf(error)}${hint ? ` (${hint})` : ''}`,
    { cause: error },
  );
}
