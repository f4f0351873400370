import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { deriveKeyring } from '@tessera/keyring';
import { codeOf, isOperatorError, readRootKey, OperatorError, readSystemSettings } from '@tessera/platform';
import { listServices } from './start/services.ts';

/**
 * Prints secrets, to be kept where only the right process reads them:
 *   npm run keys -- crm                 the keyring of one service, or of `gateway`, as JSON
 *   npm run keys -- --env               everything that docker-compose.yml asks for
 *   npm run keys -- --env --out .env    the same, in a new file that only its owner can read
 * They derive from TESSERA_ROOT_KEY, else from the data folder's key. `--env` without either makes a new root key.
 */
async function main(): Promise<void> {
  const options = { env: { type: 'boolean' }, out: { type: 'string' } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const settings = readSystemSettings();
  const services = listServices();
  const known = [...services, 'gateway'];
  const [service] = positionals;
  if (values.env) {
    const root = settings.rootKey ?? new Uint8Array(randomBytes(32));
    await print(composeEnvironment(root, services), values.out);
  } else if (service && known.includes(service)) {
    const root = await readRootKey({ ...settings, given: settings.rootKey });
    await print(`${JSON.stringify(deriveKeyring(root, service, services))}\n`, values.out);
  } else {
    throw new OperatorError(`Name one of ${known.join(', ')}, or \`--env\` for all of them.`);
  }
}

function composeEnvironment(root: Uint8Array, services: readonly string[]): string {
  const keyrings = [...services, 'gateway'].map((service) => {
    const name = `TESSERA_KEYRING_${service.toUpperCase().replaceAll('-', '_')}`;
    return `${name}='${JSON.stringify(deriveKeyring(root, service, services))}'`;
  });
  const password = randomBytes(24).toString('base64url');
  return [
    '# Secrets of the containers (docker-compose.yml). Keep this file from others, and keep a copy: the databases',
    '# cannot be opened without TESSERA_ROOT_KEY.',
    `POSTGRES_PASSWORD=${password}`,
    `TESSERA_ROOT_KEY=${Buffer.from(root).toString('base64url')}`,
    ...keyrings,
    '',
  ].join('\n');
}

/** Never over a file that is there: it may hold the only copy of a root key. */
async function print(text: string, file: string | undefined): Promise<void> {
  if (!file) return void process.stdout.write(text);
  try {
    await writeFile(file, text, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    throw new OperatorError(`${file} could not be written (${codeOf(error)}): name a file that does not exist yet.`);
  }
}

await main().catch((error: unknown) => {
  process.stderr.write(`${isOperatorError(error) ? error.message : String((error as Error)?.stack ?? error)}\n`);
  process.exitCode = 1;
});
