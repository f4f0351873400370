import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { REPOSITORY, startProcess } from '@tessera/testkit';

const folder = mkdtempSync(join(tmpdir(), 'tessera-keys-'));
const file = join(folder, '.env');
beforeEach(() => rmSync(file, { force: true }));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a program of `npm run` where an operator stands. */
async function run(tool: string, args: readonly string[], env: Record<string, string> = {}) {
  const program = startProcess([join(REPOSITORY, `tools/${tool}.ts`), ...args], { PATH: process.env['PATH'], ...env }, folder);
  return { code: await program.ended, output: program.output() };
}
const makeSecrets = (env?: Record<string, string>) => run('keys', ['--env', '--out', '.env'], env);
const read = () => parseEnv(readFileSync(file, 'utf8'));

describe('npm run keys -- --env --out .env', () => {
  it('makes a file that only its owner can read', async () => {
    expect(await makeSecrets()).toEqual({ code: 0, output: '' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(Object.keys(read())).toEqual(expect.arrayContaining(['POSTGRES_PASSWORD', 'TESSERA_ROOT_KEY', 'TESSERA_KEYRING_GATEWAY']));
  });

  it('adds what a newer release asks for to the file of an older one, and changes no key', async () => {
    await makeSecrets();
    const whole = read();
    const lines = readFileSync(file, 'utf8').split('\n').filter((line) => !line.startsWith('TESSERA_KEYRING_CMS='));
    writeFileSync(file, `# ours\n${lines.join('\n')}LOG_LEVEL=debug`);
    expect(await makeSecrets()).toMatchObject({ code: 0 });
    expect(read()).toEqual({ ...whole, LOG_LEVEL: 'debug' });
    expect(readFileSync(file, 'utf8')).toMatch(/^# ours\n/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('puts secrets into a file that has only settings', async () => {
    writeFileSync(file, 'PORT=4100\n');
    expect(await makeSecrets()).toMatchObject({ code: 0 });
    expect(read()).toMatchObject({ PORT: '4100', TESSERA_ROOT_KEY: expect.stringMatching(/^[\w-]{43}$/) });
  });

  it('keeps a root key in the spelling that it was given in', async () => {
    const hexadecimal = 'ab'.repeat(32);
    writeFileSync(file, `TESSERA_ROOT_KEY=${hexadecimal}\n`);
    await makeSecrets();
    expect(read()['TESSERA_ROOT_KEY']).toBe(hexadecimal);
  });

  it('refuses to choose between two root keys, and leaves the file as it is', async () => {
    await makeSecrets();
    const before = readFileSync(file, 'utf8');
    const answer = await makeSecrets({ TESSERA_ROOT_KEY: 'ab'.repeat(32) });
    expect(answer).toEqual({ code: 1, output: expect.stringMatching(/^The environment has another TESSERA_ROOT_KEY than \.env: unset it/) });
    expect(readFileSync(file, 'utf8')).toBe(before);
  });
});

describe('programs of npm run', () => {
  it.each(['backup', 'restore', 'keys', 'certs', 'create-superadmin', 'migrate-split', 'rpc-sign'])(
    '%s takes no argument that it does not know, and shows its usage without a stack trace',
    async (tool) => {
      const { code, output } = await run(tool, ['--nonsense']);
      expect({ code, output }).toEqual({ code: 1, output: expect.stringMatching(/npm run/) });
      expect(output).not.toMatch(/^\s+at /m);
    },
  );

  it('have the settings of .env', async () => {
    writeFileSync(file, 'TESSERA_DATA_DIR=elsewhere\n');
    expect(await run('keys', ['crm'])).toEqual({ code: 1, output: expect.stringContaining(`${join(folder, 'elsewhere')} holds no root key`) });
  });
});
