import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { parseArgs, parseEnv } from 'node:util';
import { deriveKeyring } from '@tessera/keyring';
import { codeOf, createSteps, OperatorError, readRootKey, readSystemSettings, writeFileAtomic } from '@tessera/platform';
import { runTool } from './command-line.ts';
import { mergeEnvironment, newEnvironment } from './keys/environment-file.ts';
import { keepNextRootKeyIn, readRootKeys, takeNextRootKeyIn } from './keys/environment-root-key.ts';
import { replaceRoot } from './keys/replace-root.ts';
import { tellOfFile } from './keys/root-place.ts';
import { makeRootKey, secretsOf } from './keys/secrets.ts';
import { listServices } from './start/services.ts';

const USAGE = `npm run keys -- SERVICE [--out FILE]
npm run keys -- --env [--out FILE]
npm run keys -- --replace-root
npm run keys -- --env --out FILE --next | --take-next`;

/** What ends with the former root key, whatever place it was in. */
const ENDED = `
What ends: every address of a media file or of an upload that was given out before. Files answer 404 there, uploads 403; new
addresses are in the graph, and in what was written in the cms. What goes on: sessions, access tokens, API keys, invitations.
Backups that were made before open with the former key alone, and bring it back: replace it again after a restore.
Where others may have read the databases, too, call rotateSigningKeys once everything runs.
`;

const OPTIONS = {
  env: { type: 'boolean' },
  out: { type: 'string' },
  'replace-root': { type: 'boolean' },
  next: { type: 'boolean' },
  'take-next': { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/**
 * Prints secrets, to be kept where only the right process reads them:
 *   npm run keys -- crm                 the keyring of one service, or of `gateway`, as JSON
 *   npm run keys -- --env               everything that docker-compose.yml asks for
 *   npm run keys -- --env --out .env    the same in a file that only its owner can read; in one that is there, root key and
 *                                       password stay, and what a newer release asks for is added
 * They derive from TESSERA_ROOT_KEY, else from the data folder's key. `--env` without TESSERA_ROOT_KEY makes a new one.
 *
 * Replaces the root key (docs/decisions/0029), with everything stopped:
 *   npm run keys -- --replace-root      by TESSERA_ROOT_KEY_NEXT or a new one; run it again where it was cut off
 * In containers, which cannot write the file that their secrets come from, it has two steps more:
 *   npm run keys -- --env --out .env --next          writes the next key into the file, beside the present one
 *   docker compose run --rm migrate node tools/dist/keys.js --replace-root
 *   npm run keys -- --env --out .env --take-next     puts it, and keyrings of it, in the place of the former ones
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  if (values.help) return void process.stdout.write(`${USAGE}\n`);
  const services = listServices();
  const known = [...services, 'gateway'];
  const [service] = positionals;
  if (values['replace-root']) return replace(services);
  if (values.next || values['take-next']) return changeFile(values, services);
  if (values.env && values.out && existsSync(values.out)) return updateFile(values.out, services);
  const settings = readSystemSettings();
  if (values.env) {
    await print(newEnvironment(secretsOf(settings.rootKey ?? makeRootKey(), services)), values.out);
  } else if (service && known.includes(service)) {
    const root = await readRootKey({ ...settings, given: settings.rootKey });
    await print(`${JSON.stringify(deriveKeyring(root, service, services))}\n`, values.out);
  } else {
    throw new OperatorError(`Name one of ${known.join(', ')}, or \`--env\` for all of them.\n\n${USAGE}`);
  }
}

async function replace(services: readonly string[]): Promise<void> {
  const told = await replaceRoot(readSystemSettings(), services, createSteps());
  process.stdout.write(`\nThe root key is replaced. ${told}\n${ENDED}`);
}

/** The two steps around a replacement that another machine does. */
async function changeFile({ out, next, 'take-next': take }: FileChange, services: readonly string[]): Promise<void> {
  if (!out || !existsSync(out) || (next && take)) {
    throw new OperatorError(`Name the file that has the root key, and one step: \`npm run keys -- --env --out .env --next\`.\n\n${USAGE}`);
  }
  if (take) return void process.stdout.write(`${tellOfFile(out, await takeNextRootKeyIn(out, services))}\n`);
  const keys = readRootKeys(out);
  if (!keys.current) throw new OperatorError(`${out} has no TESSERA_ROOT_KEY to be replaced.`);
  if (!keys.next) await keepNextRootKeyIn(out, readSystemSettings().nextRootKey ?? makeRootKey());
  process.stdout.write(`${out} has TESSERA_ROOT_KEY_NEXT. Nothing is under it until \`--replace-root\` has run where the databases are.\n`);
}

interface FileChange {
  readonly out?: string;
  readonly next?: boolean;
  readonly 'take-next'?: boolean;
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
  const secrets = secretsOf(rootKey ?? makeRootKey(), services);
  const own = { ...secrets, ...(kept ? { TESSERA_ROOT_KEY: kept } : {}), ...(password ? { POSTGRES_PASSWORD: password } : {}) };
  await writeFileAtomic(file, mergeEnvironment(text, own));
  process.stdout.write(`${file} is up to date; its root key and password are as they were.\n`);
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
