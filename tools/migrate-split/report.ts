import type pg from 'pg';
import type { Steps } from '@tessera/platform';
import { describeFaults } from './faults.ts';
import type { RoleMap } from './roles.ts';
import { checkShape, openSource } from './source.ts';
import { survey, type Survey, type SurveyOptions } from './survey.ts';
import { hasSplitSchema, type Targets } from './targets.ts';

interface ReportOptions {
  readonly from: string;
  readonly roles: RoleMap;
  readonly targets: Targets;
  readonly steps: Steps;
}

/** Tells what a move would do, with every faulty row, and changes nothing. */
export async function report({ from, roles, targets, steps }: ReportOptions): Promise<void> {
  const source = await openSource(from);
  try {
    tellLeftColumns(steps, await checkShape(source));
    const found = await steps.run('Look for faults', () => surveyFor(targets, source, roles, null));
    steps.say(describeSurvey(found, Infinity));
    steps.say('Nothing was written.');
  } finally {
    await source.close();
  }
}

/** @param runId whose users are its own, and take no e-mail from it; null before a run has begun */
export function surveyFor(
  { auth }: Targets,
  { read }: Pick<SurveyOptions, 'read'>,
  roles: RoleMap,
  runId: string | null,
): Promise<Survey> {
  return survey({ read, roles, taken: (emails) => takenEmails(auth, emails, runId) });
}

async function takenEmails(auth: pg.Client, emails: readonly string[], runId: string | null): Promise<Set<string>> {
  const isOwn = (await hasSplitSchema(auth))
    ? 'EXISTS (SELECT FROM split.users m WHERE m.new_id = users.id AND m.run_id = $2)'
    : '$2::uuid IS NOT NULL';
  const { rows } = await auth.query<{ email: string }>(
    `SELECT email FROM users WHERE email = ANY($1) AND NOT (${isOwn})`,
    [emails, runId],
  );
  return new Set(rows.map((row) => row.email));
}

export function tellLeftColumns(steps: Steps, columns: readonly string[]): void {
  if (columns.length > 0) steps.say(`Left behind, in the backup alone, because Tessera has no place for them: ${columns.join(', ')}.`);
}

/** How much there is, and what is wrong with it. */
export function describeSurvey({ rows, faults, leftBehind, platformRoles }: Survey, most: number): string {
  const counts = (['users', 'companies', 'user_companies'] as const).map(
    (table) => `${rows[table] - leftBehind[table].size} of ${rows[table]} ${table}`,
  );
  const roles = [...platformRoles].map(([role, count]) => `${role} (${count})`).join(', ');
  return [
    `  ${counts.join(', ')} can be moved.`,
    ...(roles ? [`  users.role is not carried over, because roles hold in one company: ${roles}.`] : []),
    ...(faults.length > 0 ? [describeFaults(faults, most)] : []),
  ].join('\n');
}
