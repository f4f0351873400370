import pg from 'pg';
import { rootFingerprint } from '@tessera/keyring';
import {
  asAdmin, checkServer, codeOf, ensureDatabase, openDataFolder, OperatorError, ownerConfig, readFormat, serverFromUrl,
  withClient, writeFormat, type DataFolderFormat, type DatabaseServer, type Steps, type SystemSettings,
} from '@tessera/platform';
import { withEmbedded } from '../migrate/run.ts';
import { databaseName } from '../start/services.ts';
import { requireStopped } from './require-stopped.ts';
import { findSeal, resealDatabase, sealedWithAnother, type RootChange, type SealedWith } from './reseal-database.ts';
import { findRootPlace, type RootPlace } from './root-place.ts';

/** What a password that does not fit is answered with. */
const REFUSED = ['28P01', '28000'];

const LOCK_NOT_AVAILABLE = '55P03';
/** How long the server may take to notice that a run before this one was killed. */
const PATIENCE = '15s';

interface ServiceDatabase {
  readonly service: string;
  readonly database: string;
}

/**
 * Replaces the root key of a system that is stopped. Everything that can refuse is asked before anything is changed. Then both
 * keys are kept, each database is brought to the next one as a whole, and only after the last of them it takes the present one's
 * place. Where this is cut off, it goes on at its next run.
 * @returns what the operator is told
 * @throws OperatorError
 */
export async function replaceRoot(settings: SystemSettings, services: readonly string[], steps: Steps): Promise<string> {
  const place = await findRootPlace(settings, services);
  const known = services.map((service) => ({ service, database: databaseName(service, settings.databasePrefix) }));
  let told = '';
  await withServerOf(settings, place, (server, format) => asAdmin(server, async (admin) => {
    await claim(admin, settings.databasePrefix);
    const found = await steps.run('Look at what is sealed', () => survey(server, known, place), describeFound);
    await place.keep();
    for (const { target, sealedWith } of found) {
      const work = () => bringToNext(server, target, sealedWith, place);
      await steps.run(`Re-seal ${target.database}`, work, (count) => (sealedWith === 'next' ? 'was done before' : `${count} values`));
    }
    if (format) await writeFormat(settings.dataDir, { ...format, rootFingerprint: rootFingerprint(place.next) });
    told = await place.take();
  }));
  return told;
}

/** For as long as the connection lives. @throws OperatorError when another replacement is under way */
async function claim(admin: pg.Client, prefix: string): Promise<void> {
  try {
    await admin.query(`SET lock_timeout = '${PATIENCE}'`);
    await admin.query("SELECT pg_advisory_lock(hashtext('tessera replace-root'), hashtext($1))", [prefix]);
  } catch (error) {
    if (codeOf(error) !== LOCK_NOT_AVAILABLE) throw error;
    throw new OperatorError('The root key is being replaced already: wait for the end of that.', { cause: error });
  }
}

type Work = (server: DatabaseServer, format: DataFolderFormat | null) => Promise<void>;

/** Holds the data folder, where there is one; none is made. */
async function withServerOf(settings: SystemSettings, place: RootPlace, work: Work): Promise<void> {
  const external = settings.databaseUrl ? serverFromUrl(settings.databaseUrl) : undefined;
  if (external) await checkServer(external);
  const format = await readFormat(settings.dataDir);
  if (!format) {
    if (external) return work(external, null);
    throw new OperatorError(
      `There are no databases in ${settings.dataDir}: set TESSERA_DATABASE_URL to their server or TESSERA_DATA_DIR to their ` +
        'folder. How it is done in containers: docs/recipes/run-in-containers.md.',
    );
  }
  // A run that was cut off at its very end has left the next key's fingerprint.
  const isAtItsEnd = format.rootFingerprint === rootFingerprint(place.next);
  const folder = await openDataFolder({ ...settings, given: isAtItsEnd ? place.next : place.current });
  try {
    await (external ? work(external, format) : withEmbedded(settings, place.next, (server) => work(server, format)));
  } finally {
    await folder.release();
  }
}

interface Found {
  readonly target: ServiceDatabase;
  readonly sealedWith: SealedWith;
}

/** What is to be done. Databases that have not been made yet need nothing. */
async function survey(server: DatabaseServer, known: readonly ServiceDatabase[], change: RootChange): Promise<Found[]> {
  const names = known.map(({ database }) => database);
  const made = await asAdmin(server, async (admin) => {
    await requireStopped(admin, names);
    const { rows } = await admin.query<{ name: string }>('SELECT datname AS name FROM pg_database WHERE datname = ANY($1)', [names]);
    return new Set(rows.map(({ name }) => name));
  });
  if (made.size === 0) {
    throw new OperatorError(`${server.name} has no database ${names[0]}: set TESSERA_DATABASE_URL and TESSERA_DATABASE_PREFIX to where they are.`);
  }
  const found: Found[] = [];
  for (const target of known.filter(({ database }) => made.has(database))) {
    found.push({ target, sealedWith: await findSealOf(server, target, change) });
  }
  return found;
}

/** The owner has a password of the next root where this was cut off after it was given. */
async function findSealOf(server: DatabaseServer, target: ServiceDatabase, change: RootChange): Promise<SealedWith> {
  for (const root of [change.current, change.next]) {
    try {
      const owner = new pg.Client(ownerConfig(server, root, target));
      return await withClient(owner, (client) => findSeal(client, target.service, change));
    } catch (error) {
      if (!REFUSED.includes(codeOf(error) ?? '')) throw error;
    }
  }
  throw sealedWithAnother(target.database);
}

/** Passwords come first: after that no service connects any more that has keys of the former root. */
async function bringToNext(server: DatabaseServer, target: ServiceDatabase, sealedWith: SealedWith, change: RootChange): Promise<number> {
  await asAdmin(server, async (admin) => {
    await ensureDatabase(admin, { ...target, root: change.next });
    await requireStopped(admin, [target.database]);
  });
  if (sealedWith !== 'current') return 0;
  const owner = new pg.Client(ownerConfig(server, change.next, target));
  return withClient(owner, (client) => resealDatabase(client, target.service, change));
}

const describeFound = (found: readonly Found[]) => `${found.length} databases`;
