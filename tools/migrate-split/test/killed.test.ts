import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@tessera/testkit';
import { createNewSystem, type NewSystem } from './support/new-system.ts';
import { createOldPostgres, oldRows, type OldDatabase } from './support/old-system.ts';

/** Several batches of each; companies, which take the longest, in two. The backup has to take a while to be caught. */
const COUNTS = { users: 3_000, companies: 600, memberships: 3_000 };
const MINUTES_MS = 180_000;

let old: OldDatabase;
let system: NewSystem;
beforeAll(async () => {
  old = await createOldPostgres(oldRows(COUNTS));
  system = await createNewSystem();
}, MINUTES_MS);
afterAll(async () => {
  await system?.[Symbol.asyncDispose]();
  await old?.[Symbol.asyncDispose]();
});

async function rowsRead(service: 'auth' | 'tenants', table: string): Promise<number> {
  const sql = 'SELECT rows_read FROM split.progress WHERE old_table = $1';
  const [row] = await system.sql<{ rows_read: number }>(service, sql, [table]).catch(() => []);
  return row?.rows_read ?? 0;
}

const folder = () => join(system.dataDir, 'migrate-split');
const partials = () => (existsSync(folder()) ? readdirSync(folder()).filter((name) => name.endsWith('.partial')) : []);

/** Each move goes on where the one before it was killed. */
const moments: [string, () => Promise<boolean>][] = [
  ['while it backs up', async () => partials().length > 0],
  ['among the first users', async () => (await rowsRead('auth', 'users')) > 0],
  ['among the last users', async () => (await rowsRead('auth', 'users')) >= 2_000],
  ['among the companies', async () => (await rowsRead('tenants', 'companies')) > 0],
  ['among the memberships', async () => (await rowsRead('tenants', 'user_companies')) >= 1_000],
  ['behind the last membership', async () => (await rowsRead('tenants', 'user_companies')) === COUNTS.memberships],
];

describe('a move that is killed, again and again', () => {
  it('ends the same as one that is not', async () => {
    expect((await system.run('--from', old.url)).code).toBe(0);
    const undisturbed = await system.content();
    expect((await system.run('--rollback')).code).toBe(0);
    for (const [when, isTime] of moments) {
      const program = system.start('--from', old.url);
      await eventually(isTime, { everyMs: 3, describe: () => `${when}: ${program.output()}` });
      expect(await program.stop('SIGKILL')).toBe('SIGKILL');
    }
    const { code, output } = await system.run('--from', old.url);
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('Going on with the move that was cut off.') });
    expect(partials()).toEqual([]);
    expect(await system.content()).toBe(undisturbed);
  }, MINUTES_MS);

  it('does not go on when an e-mail was taken meanwhile, nor when the old tables are no longer those of its backup', async () => {
    expect((await system.run('--rollback')).code).toBe(0);
    const program = system.start('--from', old.url);
    await eventually(async () => (await rowsRead('auth', 'users')) > 0, { everyMs: 3, describe: program.output });
    await program.stop('SIGKILL');
    const newcomer = '0199aaaa-0000-7000-8000-000000000001';
    await system.sql('auth', "INSERT INTO users (id, email) VALUES ($1, 'user.2999@example.com')", [newcomer]);
    expect(await system.run('--from', old.url)).toEqual({ code: 1, output: expect.stringMatching(/become faulty since.*\n.*EMAIL_TAKEN/) });
    await system.sql('auth', 'DELETE FROM users WHERE id = $1', [newcomer]);
    await old.run("UPDATE users SET email = 'moved@example.com' WHERE id = 2000");
    const { code, output } = await system.run('--from', old.url);
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('has changed since the backup: stop what writes to it') });
    expect((await system.run('--rollback')).code).toBe(0);
  }, MINUTES_MS);
});
