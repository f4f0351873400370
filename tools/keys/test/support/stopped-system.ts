import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import pg from 'pg';
import { deriveKeyring } from '@tessera/keyring';
import { adminConfig, serverFromUrl } from '@tessera/platform';
import { dropDatabases, REPOSITORY, startProcess, testServerUrl, type TestProcess } from '@tessera/testkit';
import { createSealedBox, type SealedBox } from '../../../../subgraphs/auth/src/crypto/sealed-box.ts';
import { registrationLabel, signingKeyLabel } from '../../../../subgraphs/auth/src/crypto/sealed-columns.ts';

interface Outcome {
  readonly code: number | string;
  readonly output: string;
}

/** Databases as a system left them that was stopped, and the folder from which its operator calls programs. */
export interface StoppedSystem extends AsyncDisposable {
  readonly prefix: string;
  readonly folder: string;
  env(): Promise<NodeJS.Dict<string>>;
  /** The one in use now: of `.env`, else of the data folder. */
  rootKey(): Promise<Uint8Array>;
  writeEnv(settings: Readonly<Record<string, string>>): Promise<void>;
  start(tool: 'keys' | 'migrate', args?: readonly string[], env?: Readonly<Record<string, string>>): TestProcess;
  run(tool: 'keys' | 'migrate', args?: readonly string[], env?: Readonly<Record<string, string>>): Promise<Outcome>;
  sql<Row extends object = Record<string, unknown>>(service: string | null, text: string): Promise<Row[]>;
  /** What opens with this root key of what auth has sealed, in the order in which it was laid. */
  opened(root: Uint8Array): Promise<(string | null)[]>;
  /** A connection of the server's superuser, of which nobody takes notice. */
  connect(service: string | null): Promise<pg.Client>;
}

export const PLAINTEXTS = ['a private key', 'an answer'] as const;

/** @param where the root key is: in `.env`, or in the data folder alone */
export async function createStoppedSystem(where: '.env' | 'data folder'): Promise<StoppedSystem> {
  const prefix = `keys_${randomBytes(4).toString('hex')}`;
  const folder = await mkdtemp(join(tmpdir(), 'tessera-replace-'));
  const server = serverFromUrl(testServerUrl());
  const settings = { TESSERA_DATABASE_URL: testServerUrl(), TESSERA_DATABASE_PREFIX: prefix };

  const connect = async (service: string | null) => {
    const client = new pg.Client(service ? adminConfig(server, `${prefix}_${service}`) : server.admin);
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };
  const sql: StoppedSystem['sql'] = async (service, text) => {
    const client = await connect(service);
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  };
  const writeEnv: StoppedSystem['writeEnv'] = (given) =>
    writeFile(join(folder, '.env'), Object.entries(given).map(([name, value]) => `${name}=${value}\n`).join(''));
  const start: StoppedSystem['start'] = (tool, args = [], env = {}) =>
    startProcess([join(REPOSITORY, `tools/${tool}.ts`), ...args], { PATH: process.env['PATH'], ...env }, folder);
  const run: StoppedSystem['run'] = async (...given) => {
    const program = start(...given);
    return { code: await program.ended, output: program.output() };
  };

  await writeEnv({ ...settings, ...(where === '.env' ? { TESSERA_ROOT_KEY: randomBytes(32).toString('base64url') } : {}) });
  const migrated = await run('migrate');
  if (migrated.code !== 0) throw new Error(migrated.output);
  const env = async () => parseEnv(await readFile(join(folder, '.env'), 'utf8'));
  const rootKey = async () => {
    const text = (await env())['TESSERA_ROOT_KEY'] ?? (await readFile(join(folder, '.tessera/root.key'), 'utf8')).trim();
    return new Uint8Array(Buffer.from(text, 'base64url'));
  };
  const registration = randomUUID();
  await sql('auth', layingSql(createSealedBox(deriveKeyring(await rootKey(), 'auth', []).encryption), registration));

  return {
    prefix,
    folder,
    env,
    rootKey,
    writeEnv,
    start,
    run,
    sql,
    connect,
    async opened(key) {
      const box = createSealedBox(deriveKeyring(key, 'auth', []).encryption);
      const [signingKey] = await sql<{ sealed: string }>('auth', 'SELECT sealed_private_key AS sealed FROM signing_keys');
      const [answer] = await sql<{ sealed: string }>('auth', 'SELECT sealed_answer AS sealed FROM registrations');
      const open = (sealed: string | undefined, label: string) => {
        try {
          return box.open(sealed ?? '', label).toString();
        } catch {
          return null;
        }
      };
      return [open(signingKey?.sealed, signingKeyLabel('k1')), open(answer?.sealed, registrationLabel(registration))];
    },
    async [Symbol.asyncDispose]() {
      await dropDatabases(prefix);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** One signing key, and the answer of one registration. */
function layingSql(box: SealedBox, registration: string): string {
  const [key, answer] = [box.seal(Buffer.from(PLAINTEXTS[0]), signingKeyLabel('k1')), box.seal(Buffer.from(PLAINTEXTS[1]), registrationLabel(registration))];
  return `
    INSERT INTO signing_keys (kid, public_jwk, sealed_private_key, activates_at) VALUES ('k1', '{}', '${key}', now());
    INSERT INTO registrations (id, kind, idempotency_key, request_hash, email, user_id, company, state, tenant_id, finished_at, sealed_answer)
    VALUES ('${registration}', 'REGISTRATION', 'once', decode(repeat('00', 32), 'hex'), 'ada@example.com', gen_random_uuid(), '{}',
      'ACTIVE', gen_random_uuid(), now(), '${answer}')`;
}
