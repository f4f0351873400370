import { createHash, randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from './data-folder/atomic-file.ts';
import type { DemoWorld } from './demo.ts';
import { codeOf } from './operator-error.ts';
import { DEMO_ACCOUNTS_FILE } from './settings/index.ts';

/** Without those that look like another. Five groups of four from 31 letters are 99 bits. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

/** The demo's accounts as they lie in the data folder. */
export interface DemoAccounts {
  readonly path: string;
  /** E-mail to password. */
  readonly passwords: ReadonlyMap<string, string>;
  /** Tells whether the credentials in a database are these. */
  readonly digest: string;
}

interface AccountLine {
  readonly email: string;
  readonly password: string;
  readonly tenant: string | null;
  readonly role: string;
}

/**
 * Loads `demo-accounts.json` (`[{email, password, tenant, role}]`, readable by its owner only), or makes it: each
 * account of the world that has no password yet gets one.
 */
export async function ensureDemoAccounts(dataDir: string, world: DemoWorld): Promise<DemoAccounts> {
  const path = join(dataDir, DEMO_ACCOUNTS_FILE);
  const known = new Map((await readLines(path)).map(({ email, password }) => [email, password]));
  const lines = world.accounts.map(({ email, tenant, role }): AccountLine => {
    return { email, password: known.get(email) ?? makePassword(), tenant, role };
  });
  if (lines.some(({ email }) => !known.has(email))) {
    await writeFileAtomic(path, `${JSON.stringify(lines, null, 2)}\n`);
  }
  const passwords = new Map(lines.map(({ email, password }) => [email, password]));
  return { path, passwords, digest: createHash('sha256').update(JSON.stringify([...passwords])).digest('base64url') };
}

async function readLines(path: string): Promise<AccountLine[]> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as AccountLine[];
  } catch (error) {
    // Damaged counts as missing: whoever edited it gets a fresh one, and the accounts its passwords.
    if (codeOf(error) === 'ENOENT' || error instanceof SyntaxError) return [];
    throw error;
  }
}

function makePassword(): string {
  const group = () => Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return Array.from({ length: 5 }, group).join('-');
}
