import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDemoAccounts } from '@tessera/platform';
import { demoWorld } from '@tessera/testkit';

let dataDir: string;
beforeEach(async () => void (dataDir = await mkdtemp(join(tmpdir(), 'tessera-demo-'))));
afterEach(() => rm(dataDir, { recursive: true, force: true }));

describe('demo accounts', () => {
  it('lie in a file of their owner, one for each member and the SUPERADMIN', async () => {
    const { path } = await ensureDemoAccounts(dataDir, await demoWorld());
    const accounts =
      JSON.parse(await readFile(path, 'utf8')) as { email: string; tenant: string | null; role: string }[];
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    for (const [email, role] of [['john.doe@demo.com', 'ADMIN'], ['jane.smith@demo.com', 'MEMBER']]) {
      expect(accounts).toContainEqual(expect.objectContaining({ email, tenant: 'demo001', role }));
    }
    expect(accounts.filter(({ tenant }) => tenant === null).map(({ role }) => role)).toEqual(['SUPERADMIN']);
    expect(accounts.filter(({ tenant }) => tenant === 'acme').map(({ role }) => role)).toEqual(
      expect.arrayContaining(['OWNER', 'VIEWER', 'AUDITOR']),
    );
  });

  it('keep their passwords, and are another installation\'s in no other', async () => {
    const first = await ensureDemoAccounts(dataDir, await demoWorld());
    expect((await ensureDemoAccounts(dataDir, await demoWorld())).digest).toBe(first.digest);
    await rm(first.path);
    const again = await ensureDemoAccounts(dataDir, await demoWorld());
    expect(again.digest).not.toBe(first.digest);
    expect(new Set([...first.passwords.values(), ...again.passwords.values()]).size).toBe(2 * first.passwords.size);
  });
});
