import type pg from 'pg';
import { OperatorError } from '@tessera/platform';
import type { RoleMap } from './roles.ts';
import { hasSplitSchema } from './targets.ts';

export type Phase = 'MOVING' | 'DONE' | 'ROLLING_BACK';

/** One move of one source, from its backup to its end. */
export interface Run {
  readonly id: string;
  readonly source: string;
  /** The backup's folder. */
  readonly backup: string;
  readonly roles: RoleMap;
  /** Whether faulty rows may be left behind. */
  readonly skipFaulty: boolean;
  readonly phase: Phase;
}

const COLUMNS = 'SELECT id, source, backup, roles, skip_faulty AS "skipFaulty", phase FROM split.runs';

/** The run that is to go on for this source; null when none was begun. @throws OperatorError when it must not */
export async function findRun(auth: pg.Client, source: string): Promise<Run | null> {
  if (!(await hasSplitSchema(auth))) return null;
  const { rows } = await auth.query<Run>(`${COLUMNS} WHERE source = $1 OR phase <> 'DONE' ORDER BY phase = 'DONE'`, [source]);
  const [run] = rows;
  if (run && run.source !== source) {
    throw new OperatorError(`The move from ${run.source} is not finished: run it to its end, or take it back with --rollback.`);
  }
  if (run?.phase === 'ROLLING_BACK') {
    throw new OperatorError(`The move from ${source} is being taken back: finish that with --rollback.`);
  }
  return run ?? null;
}

/** The run that was begun last, which is the one to take back; null when there is none. */
export async function findLastRun(auth: pg.Client): Promise<Run | null> {
  if (!(await hasSplitSchema(auth))) return null;
  const { rows } = await auth.query<Run>(`${COLUMNS} ORDER BY phase = 'DONE', started_at DESC LIMIT 1`);
  return rows[0] ?? null;
}

export async function beginRun(auth: pg.Client, { id, source, backup, roles, skipFaulty }: Omit<Run, 'phase'>): Promise<Run> {
  const sql = "INSERT INTO split.runs (id, source, backup, roles, skip_faulty, phase) VALUES ($1, $2, $3, $4, $5, 'MOVING')";
  await auth.query(sql, [id, source, backup, JSON.stringify(roles), skipFaulty]);
  return { id, source, backup, roles, skipFaulty, phase: 'MOVING' };
}

export async function setPhase(auth: pg.Client, id: string, phase: Phase): Promise<void> {
  await auth.query('UPDATE split.runs SET phase = $2 WHERE id = $1', [id, phase]);
}
