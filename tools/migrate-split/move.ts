import { basename } from 'node:path';
import { OperatorError, type Steps } from '@tessera/platform';
import { openBackup, writeBackup, type Backup } from './backup.ts';
import { checksumOf, sameChecksum } from './checksum.ts';
import { writeCompanies } from './move-companies.ts';
import { writeMemberships } from './move-memberships.ts';
import { moveTable } from './move-table.ts';
import { writeUsers } from './move-users.ts';
import { OLD_TABLES } from './old-schema.ts';
import type { RoleMap } from './roles.ts';
import { beginRun, findRun, setPhase, type Run } from './runs.ts';
import { checkShape, openSource, type Source } from './source.ts';
import { describeFaults } from './faults.ts';
import { describeSurvey, surveyFor, tellLeftColumns } from './report.ts';
import type { Survey } from './survey.ts';
import { makeSplitSchema, type Targets } from './targets.ts';
import { verify } from './verify.ts';

export interface MoveOptions {
  /** The old database's URL. */
  readonly from: string;
  readonly roles: RoleMap;
  readonly targets: Targets;
  readonly steps: Steps;
  /** The folder that a new backup is written to. */
  readonly backup: string;
  /** Moves what is sound, and leaves the rest behind. */
  readonly skipFaulty: boolean;
}

/** So many rows a kind of fault are told. */
const MOST_TOLD = 20;

/**
 * Moves the old database, or goes on with a move that was cut off.
 * @throws OperatorError before anything is written when rows are faulty; when the source changes under the move; when
 * the new databases differ from the old one
 */
export async function move(options: MoveOptions): Promise<void> {
  const { from, targets, steps } = options;
  const { run, backup } = await withSource(from, (source) => prepare(source, options));
  await moveRows(run, backup, options);
  await steps.run('Compare old tables and backup', () => withSource(from, (source) => requireSame(source, backup)));
  await setPhase(targets.auth, run.id, 'DONE');
  steps.say(`Moved. The backup is in ${run.backup}: keep it from others, it holds password hashes.`);
}

/** A source shows the moment at which it was opened, so each look at it takes a connection of its own. */
async function withSource<T>(from: string, work: (source: Source) => Promise<T>): Promise<T> {
  const source = await openSource(from);
  try {
    return await work(source);
  } finally {
    await source.close();
  }
}

interface Begun {
  readonly run: Run;
  readonly backup: Backup;
}

async function prepare(source: Source, options: MoveOptions): Promise<Begun> {
  const run = await findRun(options.targets.auth, source.name);
  if (!run) return begin(source, options);
  if (run.phase !== 'DONE') return goOn(source, run, options.steps);
  throw new OperatorError(
    `${source.name} has been moved already; its backup is in ${run.backup}. To move it anew, take it back first with --rollback.`,
  );
}

async function begin(source: Source, { roles, targets, steps, backup: folder, skipFaulty }: MoveOptions): Promise<Begun> {
  tellLeftColumns(steps, await checkShape(source));
  const found = await steps.run('Look for faults', () => surveyFor(targets, source, roles, null));
  steps.say(describeSurvey(found, MOST_TOLD));
  if (found.faults.length > 0 && !skipFaulty) {
    throw new OperatorError(
      'Nothing was written. Mend these rows in the old database, or add --skip-faulty to have done what each line says.',
    );
  }
  const backup = await steps.run('Back up the old tables', () => writeBackup(source, folder), ({ folder: made }) => made);
  await makeSplitSchema(targets);
  const run = await beginRun(targets.auth, { id: basename(folder), source: source.name, backup: folder, roles, skipFaulty });
  return { run, backup };
}

async function goOn(source: Source, run: Run, steps: Steps): Promise<Begun> {
  steps.say(`Going on with the move that was cut off. Its backup is in ${run.backup}.`);
  const backup = await steps.run('Read the backup', () => openBackup(run.backup));
  await steps.run('Compare old tables and backup', () => requireSame(source, backup));
  return { run, backup };
}

async function moveRows(run: Run, backup: Backup, { targets, steps }: MoveOptions): Promise<void> {
  await makeSplitSchema(targets);
  const survey = await surveyFor(targets, backup, run.roles, run.id);
  requireStillSound(run, survey);
  const all = { run, targets, backup, survey };
  await moveTable(all, 'users', targets.auth, writeUsers);
  await moveTable(all, 'companies', targets.tenants, writeCompanies);
  await moveTable(all, 'user_companies', targets.tenants, writeMemberships);
  await steps.run('Verify counts and checksums', () => verify(all), (rows) => `${rows} rows are the same on both sides`);
}

/** The rows are the backup's, but somebody may have taken an e-mail in the new system while the move stood still. */
function requireStillSound(run: Run, { faults }: Survey): void {
  if (run.skipFaulty || faults.length === 0) return;
  throw new OperatorError(
    `Rows have become faulty since the move began:\n${describeFaults(faults, MOST_TOLD)}\n` +
      'Take the move back with --rollback, mend them, and run it again.',
  );
}

async function requireSame(source: Source, backup: Backup): Promise<void> {
  for (const table of OLD_TABLES) {
    if (sameChecksum(await checksumOf(source.read(table)), backup.manifest.tables[table])) continue;
    throw new OperatorError(
      `${table} of ${source.name} has changed since the backup: stop what writes to it, take back what was moved with --rollback, and run this again.`,
    );
  }
}
