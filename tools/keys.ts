import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { parseArgs, parseEnv } from 'node:util';
import { deriveKeyring } from '@tessera/keyring';
import { codeOf, OperatorError, readRootKey, readSystemSettings, writeFileAtomic } from '@tessera/platform';
import { runTool } from './command-line.ts';
import { mergeEnvironment, newEnvironment, type Secrets } from './keys/environment-file.ts';
import { listServices } from './start/services.ts';

const USAGE = `npm run keys -- SERVICE [--out FILE]
npm run keys -- --env [--out FILE]`;

/**
 * Prints secrets, to be kept where only the right process reads them:
 *   npm run keys -- crm                 the keyring of one service, or of `gateway`, as JSON
 *   npm run keys -- --env               everything that docker-compose.yml asks for
 *   npm run keys -- --env --out .env    the same in a file that only its owner can read; in one that is there, root key and
 *                                       password stay, and what a newer release asks for is added
 * They derive from TESSERA_ROOT_KEY, else from the data folder's key. `--env` without TESSERA_ROOT_KEY makes a new one.
 */
async function main(): Promise<void> {
  const options = { env: { type: 'boolean' }, out: { type: 'string' } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const services = listServices();
  const known = [...services, 'gateway'];
  const [service] = positionals;
  if (values.env && values.out && existsSync(values.out)) return updateFile(values.out, services);
  const settings = readSystemSettings();
  if (values.env) {
    await print(newEnvironment(secretsOf(settings.rootKey, services)), values.out);
  } else if (service && known.includes(service)) {
    const root = await readRootKey({ ...settings, given: settings.rootKey });
    await print(`${JSON.stringify(deriveKeyring(root, service, services))}\n`, values.out);
  } else {
    throw new OperatorError(`Name one of ${known.join(', ')}, or \`--env\` for all of them.\n\n${USAGE}`);
  }
}

/** The file's own root key and password are the only ones that open the databases: they stay. */
async function updateFile(file: string, services: readonly string[]): Promise<void> {
  const text = readFileSync(file, 'utf8');
  const { TESSERA_ROOT_KEY: kept, POSTGRES_PASSWORD: password } = parseEnv(text);
  const given = process.env['TESSERA_ROOT_KEY'];
  if (kept && given && kept !== given) {
    throw new OperatorError(`The environment has another TESSERA_ROOT_KEY than ${file}: unset it, and what the file has stays.`);
  }
  const { rootKey } = readSystemSettings({ ...process.env, ...(kept ? { TESSERA_ROOT_KEY: kept } : {}) });
  const secrets = secretsOf(rootKey, services);
  const own = { ...secrets, ...(kept ? { TESSERA_ROOT_KEY: kept } : {}), ...(password ? { POSTGRES_PASSWORD: password } : {}) };
  await writeFileAtomic(file, mergeEnvironment(text, own));
  process.stdout.write(`${file} is up to date; its root key and password are as they were.\n`);
}

function secretsOf(given: Uint8Array | undefined, services: readonly string[]): Secrets {
  const root = given ?? new Uint8Array(randomBytes(32));
  const keyrings = [...services, 'gateway'].map((service) => {
    const name = `TESSERA_KEYRING_${service.toUpperCase().replaceAll('-', '_')}`;
    return [name, JSON.stringify(deriveKeyring(root, service, services))] as const;
  });
  return {
    POSTGRES_PASSWORD: randomBytes(24).toString('base64url'),
    TESSERA_ROOT_KEY: Buffer.from(root).toString('base64url'),
    ...Object.fromEntries(keyrings),
  };
}

/** Never over a file that is there. */
async function print(text: string, file: string | undefined): Promise<void> {
  if (!file) return void process.stdout.write(text);
  try {
    await writeFile(file, text, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    throw new OperatorError(`${file} could not be written (${codeOf(error)}): name a file that does not exist yet.`);
  }
}

await runTool(USAGE, main);
