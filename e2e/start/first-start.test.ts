import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codes, startTessera, type TestTessera } from '@tessera/testkit';
import { runToEnd } from './start-program.ts';

let tessera: TestTessera;
beforeAll(async () => {
  tessera = await startTessera({ embedded: true });
}, 150_000);
afterAll(() => tessera?.stop());

const ACCOUNTS = [
  ['owner@demo.com', 'demo001', 'OWNER'],
  ['john.doe@demo.com', 'demo001', 'ADMIN'],
  ['jane.smith@demo.com', 'demo001', 'MEMBER'],
  ['owner@acme.example', 'acme', 'OWNER'],
  ['member@acme.example', 'acme', 'MEMBER'],
  ['viewer@acme.example', 'acme', 'VIEWER'],
  ['auditor@acme.example', 'acme', 'AUDITOR'],
  ['superadmin@tessera.example', null, 'SUPERADMIN'],
] as const;

describe('the first start in an empty data folder', () => {
  it('shows each step, and how long it took', () => {
    const steps = [
      'Start PostgreSQL',
      'Prepare the databases',
      'Lay down the demo',
      'Start the services',
      'Start the gateway',
    ];
    const output = tessera.process.output();
    for (const step of steps) {
      expect(output).toContain(`  ${step} …`);
      expect(output).toMatch(new RegExp(`^✓ ${step} +\\d+\\.\\d s`, 'm'));
    }
  });

  it('prints the endpoint, the accounts and where the data lies, but no password', () => {
    const output = tessera.process.output();
    expect(output).toContain(tessera.endpoint);
    expect(output).toContain(tessera.dataDir);
    for (const [email, tenant, role] of ACCOUNTS) {
      expect(output).toMatch(new RegExp(`${email} +${role} +${tenant ?? 'the platform'}`));
    }
    for (const { password } of tessera.accounts) expect(output).not.toContain(password);
  });

  it('writes the accounts to a file that only its owner can read', () => {
    const path = join(tessera.dataDir, 'demo-accounts.json');
    expect((statSync(path).mode & 0o777).toString(8)).toBe('600');
    const lines = JSON.parse(readFileSync(path, 'utf8')) as unknown;
    expect(lines).toEqual(
      ACCOUNTS.map(([email, tenant, role]) => ({ email, password: expect.stringMatching(/^\S{16,}$/), tenant, role })),
    );
  });

  it('gives every account a password of its own', () => {
    expect(new Set(tessera.accounts.map(({ password }) => password)).size).toBe(ACCOUNTS.length);
  });

  it('keeps every secret from other users of the machine', () => {
    const open = readdirSync(tessera.dataDir, { withFileTypes: true }).filter(
      (entry) => entry.isFile() && (statSync(join(tessera.dataDir, entry.name)).mode & 0o077) !== 0,
    );
    expect(open.map(({ name }) => name)).toEqual([]);
  });

  it.each(ACCOUNTS)('lets %s log in', async (email, tenant, role) => {
    const client = await tessera.as(tenant, role);
    expect((await client.ask('{ me { email role } }')).me).toEqual({ email, role });
  });

  it('answers nobody who has not logged in', async () => {
    expect(codes(await tessera.anonymous.send('{ customers { totalCount } }'))).toEqual(['UNAUTHENTICATED']);
  });

  it('refuses a second Tessera on its data folder, which it does not disturb', async () => {
    const { code, output } = await runToEnd({ TESSERA_DATA_DIR: tessera.dataDir });
    expect(code).toBe(1);
    expect(output.trim()).toBe(
      `Tessera already runs on ${tessera.dataDir} (process ${tessera.process.child.pid}): ` +
        'stop it, or set TESSERA_DATA_DIR to another folder.',
    );
    expect((await fetch(`${tessera.origin}/health/ready`)).status).toBe(200);
  });
});
