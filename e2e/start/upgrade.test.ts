import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { startTessera } from '@tessera/testkit';
import { copyRepository } from '../generator/copy-repository.ts';

const newer = copyRepository();
afterAll(() => rmSync(newer, { recursive: true, force: true }));

/** What the next release might bring. */
const MIGRATION = `ALTER TABLE customers ADD COLUMN nickname text NOT NULL DEFAULT 'none';
UPDATE customers SET nickname = lower(name);
`;

describe('a data folder that an older Tessera wrote', () => {
  it('is upgraded at start, and keeps what is in it', async () => {
    const question = '{ customers(first: 100) { nodes { id name email version } } }';
    const older = await startTessera({ embedded: true, keep: true });
    const before = await (await older.as('demo001', 'OWNER')).ask(question);
    await older.stop();

    const folder = join(newer, 'prisma/crm/migrations/20991231000000_nickname');
    mkdirSync(folder);
    writeFileSync(join(folder, 'migration.sql'), MIGRATION);
    await using upgraded = await startTessera({ embedded: true, reuse: older, root: newer });
    expect(upgraded.process.output()).toMatch(/Prepare the databases .* 1 migrations? applied/);
    expect(await (await upgraded.as('demo001', 'OWNER')).ask(question)).toEqual(before);
  }, 300_000);
});
