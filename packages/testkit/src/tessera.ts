import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort, removeDataFolder, SERVICE_PORTS } from '@tessera/platform';
import { codes, createTestClient, type TestClient } from './client.ts';
import { dropDatabases } from './databases.ts';
import { REPOSITORY, testServerUrl } from './places.ts';
import { eventually, startProcess, type TestProcess, type TestUser } from './processes.ts';

/** One line of `demo-accounts.json`. */
export interface TestAccount {
  readonly email: string;
  readonly password: string;
  readonly tenant: string | null;
  readonly role: string;
}

/** A whole Tessera in a process of its own, with the demo in it, as `npm start` gives it. */
export interface TestTessera extends AsyncDisposable {
  readonly endpoint: string;
  readonly origin: string;
  readonly dataDir: string;
  readonly databasePrefix: string;
  readonly process: TestProcess;
  readonly accounts: readonly TestAccount[];
  /** Finds a demo account; fails when there is none. */
  account(tenant: string | null, role: string): TestAccount;
  readonly anonymous: TestClient;
  /** Logs in through the endpoint. The same account gets the same client again. */
  as(tenant: string | null, role: string): Promise<TestClient>;
  login(account: TestAccount): Promise<TestClient>;
  /** How many requests the gateway has sent to each subgraph so far. */
  fetches(): Promise<Record<string, number>>;
  /** Stops it, and removes its data unless it is to be kept. */
  stop(): Promise<void>;
  /** Removes its data folder and databases. It must have been stopped. */
  discard(): Promise<void>;
}

export interface TesseraOptions {
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Another repository folder than this one, for example a copy with a subgraph added. */
  readonly root?: string;
  /** On the data folder's own PostgreSQL, in place of the test run's. */
  readonly embedded?: boolean;
  readonly user?: TestUser;
  /** A temporary one when left out. */
  readonly dataDir?: string;
  /** Keep the data folder and databases of an earlier one. */
  readonly reuse?: { readonly dataDir: string; readonly databasePrefix?: string };
  /** Leave databases and data folder in place at `stop`, for the next start. */
  readonly keep?: boolean;
}

/** Starts `tools/start.ts`, on the test run's own PostgreSQL server unless told otherwise, and waits until it is ready. */
export async function startTessera(options: TesseraOptions = {}): Promise<TestTessera> {
  const dataDir = options.dataDir ?? options.reuse?.dataDir ?? (await mkdtemp(join(tmpdir(), 'tessera-e2e-')));
  const databasePrefix = options.reuse?.databasePrefix ?? `e2e_${randomBytes(4).toString('hex')}`;
  const port = await freePort();
  const env = {
    ...cleanEnvironment(),
    PORT: String(port),
    TESSERA_DATA_DIR: dataDir,
    // Machines that run tests are busy, and what a test asks is to be answered all the same.
    TESSERA_OVERLOAD_DELAY_MS: '0',
    ...(options.embedded ? {} : { TESSERA_DATABASE_URL: testServerUrl(), TESSERA_DATABASE_PREFIX: databasePrefix }),
    ...options.env,
  };
  const root = options.root ?? REPOSITORY;
  const program = startProcess(['tools/start.ts', ...(options.args ?? [])], env, root, options.user);
  const origin = `http://127.0.0.1:${port}`;
  const discard = async () => {
    if (options.embedded) return removeDataFolder(dataDir);
    await dropDatabases(databasePrefix);
    await rm(dataDir, { recursive: true, force: true });
  };
  const stop = async () => {
    await program.stop();
    if (!options.keep) await discard();
  };
  await ready(origin, program).catch(async (error: unknown) => {
    await stop();
    throw error;
  });

  const endpoint = `${origin}/graphql`;
  const accountsFile = join(dataDir, 'demo-accounts.json');
  const accounts = existsSync(accountsFile) ? (JSON.parse(await readFile(accountsFile, 'utf8')) as TestAccount[]) : [];
  const clients = new Map<string, Promise<TestClient>>();
  const anonymous = createTestClient(endpoint);

  const account = (tenant: string | null, role: string) => {
    const found = accounts.find((each) => each.tenant === tenant && each.role === role);
    if (!found) throw new Error(`The demo has no ${role} of ${tenant ?? 'the platform'}.`);
    return found;
  };
  const login = async ({ email, password, tenant }: TestAccount) => {
    const mutation = 'mutation ($e: String!, $p: String!, $t: String) { login(email: $e, password: $p, tenant: $t) { accessToken } }';
    const variables = { e: email, p: password, t: tenant };
    // Hashing a password takes seconds where the machine is busy, and two are all that the gateway waits.
    const { data, errors } = await eventually(async () => {
      const answer = await anonymous.send<{ login: { accessToken: string } }>(mutation, variables);
      return codes(answer).includes('DEADLINE_EXCEEDED') ? null : answer;
    });
    if (!data) throw new Error(`${email} was not let in: ${JSON.stringify(errors)}`);
    return createTestClient(endpoint, data.login.accessToken);
  };

  return {
    endpoint,
    origin,
    dataDir,
    databasePrefix,
    process: program,
    accounts,
    account,
    anonymous,
    login,
    as(tenant, role) {
      const { email } = account(tenant, role);
      const known = clients.get(email) ?? login(account(tenant, role));
      clients.set(email, known);
      return known;
    },
    fetches: () => readFetches(origin),
    stop,
    discard,
    [Symbol.asyncDispose]: stop,
  };
}

/**
 * Each of Jest's workers has ports of its own: between finding a free one and listening on it, a system that another
 * worker starts could take it.
 */
const WORKER_PORTS = 1_000;
const lowest = SERVICE_PORTS.lowest + (Number(process.env['JEST_WORKER_ID'] ?? 1) - 1) * WORKER_PORTS;
const portsOfWorker = { lowest, highest: lowest + WORKER_PORTS - 1 };

export const freePort = (): Promise<number> => findFreePort('127.0.0.1', portsOfWorker);

async function ready(origin: string, program: TestProcess): Promise<void> {
  let end: number | string | undefined;
  void program.ended.then((code) => (end = code));
  await eventually(
    async () => {
      if (end !== undefined) return true;
      // The endpoint answers a moment before the report is printed, and tests look at both.
      return (await fetch(`${origin}/health/ready`)).ok && program.output().includes('Ctrl-C stops it');
    },
    { withinMs: 120_000, describe: () => `Tessera did not become ready:\n${program.output()}` },
  );
  if (end !== undefined) throw new Error(`Tessera ended with ${end}:\n${program.output()}`);
}

/** Settings of the machine's own must not reach the program under test. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('TESSERA_') && name !== 'NODE_ENV');
  const { lowest: first, highest: last } = portsOfWorker;
  return { ...Object.fromEntries(kept), TESSERA_SERVICE_PORTS: `${first}-${last}` };
}

const FETCHES = 'tessera_gateway_subgraph_fetches_total';

async function readFetches(origin: string): Promise<Record<string, number>> {
  const text = await (await fetch(`${origin}/metrics`)).text();
  // Without this a renamed counter would read as "no fetches", and a test that counts none could not fail.
  if (!text.includes(`# TYPE ${FETCHES} counter`)) throw new Error(`The gateway has no counter ${FETCHES}.`);
  const counts: Record<string, number> = {};
  for (const [, name, count] of text.matchAll(new RegExp(`^${FETCHES}\\{[^}]*subgraph="([^"]+)"[^}]*\\} (\\d+)`, 'gm'))) {
    counts[name!] = (counts[name!] ?? 0) + Number(count);
  }
  return counts;
}
