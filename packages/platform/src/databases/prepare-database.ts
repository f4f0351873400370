import pg from 'pg';
import { databasePassword, rootFingerprint } from '@tessera/keyring';
import { codeOf, isOperatorError, messageOf, OperatorError } from '../operator-error.ts';
import { applyMigrations } from './apply-migrations.ts';
import { readMeta, ROOT_NOTE, writeMeta } from './meta.ts';
import { ensureDatabase, roleName } from './roles.ts';
import { adminConfig, asAdmin, withClient, type DatabaseServer } from './server.ts';
import { readMigrations, stampOf, type ServiceSchema } from './service-schema.ts';

/** What a database that is not (wholly) there yet answers: no such role or password, database, schema or table. */
const NOT_READY = ['28P01', '28000', '3D000', '3F000', '42P01', '42501'];

const META_SQL = `
  CREATE SCHEMA IF NOT EXISTS tessera;
  CREATE TABLE IF NOT EXISTS tessera.meta (key text PRIMARY KEY, value text NOT NULL);`;

export interface PreparedDatabase {
  readonly database: string;
  /** False when everything was as it should be already. */
  readonly changed: boolean;
  readonly appliedMigrations: readonly string[];
}

/**
 * Brings one service's database to this release: roles, database, foundation, migrations, announced events. Costs one
 * query when nothing changed. Several processes may call it at once.
 * @throws OperatorError, also when what the database holds was sealed with another root key
 */
export async function prepareDatabase(
  server: DatabaseServer,
  root: Uint8Array,
  schema: ServiceSchema,
): Promise<PreparedDatabase> {
  const migrations = await readMigrations(schema.migrationsDir);
  const stamp = stampOf(schema, migrations, root);
  const config = ownerConfig(server, root, schema);
  if ((await readNote(config, 'schema')) === stamp) return { database: schema.database, changed: false, appliedMigrations: [] };

  requireSameRoot(await readNote(adminConfig(server, schema.database), ROOT_NOTE), root, schema);
  await asAdmin(server, (client) => ensureDatabase(client, { ...schema, root }));
  const appliedMigrations = await withClient(new pg.Client(config), async (owner) => {
    await owner.query("SELECT pg_advisory_lock(hashtext('tessera'), hashtext('migrate'))");
    await run(owner, schema, 'foundation', `${META_SQL}\n${schema.foundationSql}`);
    // Again, for it may have been replaced before the lock was ours.
    requireSameRoot(await readMeta(owner, ROOT_NOTE), root, schema);
    const applied = await applyMigrations(config, schema.database, migrations);
    await run(owner, schema, 'announced events', schema.announceSql);
    await writeMeta(owner, ROOT_NOTE, rootFingerprint(root));
    await writeMeta(owner, 'schema', stamp);
    return applied;
  });
  return { database: schema.database, changed: true, appliedMigrations };
}

/** How the owner of a service's database connects. For migrations and seeds, never for requests. */
export function ownerConfig(
  server: DatabaseServer,
  root: Uint8Array,
  { service, database }: Pick<ServiceSchema, 'service' | 'database'>,
): pg.ClientConfig {
  const user = roleName(database, 'owner');
  const password = databasePassword(root, service, 'owner');
  return { host: server.host, port: server.port, database, user, password, application_name: 'tessera-migrate' };
}

/** Asked before the roles get passwords of this root: with these, services would start that can open nothing. */
function requireSameRoot(note: string | null, root: Uint8Array, { database }: ServiceSchema): void {
  if (note === null || note === rootFingerprint(root)) return;
  throw new OperatorError(
    `What ${database} holds was sealed with another root key: set TESSERA_ROOT_KEY to that one. ` +
      'Where a replacement of the key was cut off, `npm run keys -- --replace-root` finishes it.',
  );
}

async function readNote(config: pg.ClientConfig, key: string): Promise<string | null> {
  try {
    return await withClient(new pg.Client(config), (client) => readMeta(client, key));
  } catch (error) {
    if (NOT_READY.includes(codeOf(error) ?? '')) return null;
    throw error;
  }
}

/** Without parameters the script is one message, which the server runs as one transaction. */
async function run(owner: pg.Client, schema: ServiceSchema, what: string, sql: string): Promise<void> {
  try {
    await owner.query(sql);
  } catch (error) {
    if (isOperatorError(error)) throw error;
    throw new OperatorError(
      `The ${what} of ${schema.database} could not be laid: ${messageOf(error)}.`,
      { cause: error },
    );
  }
}
