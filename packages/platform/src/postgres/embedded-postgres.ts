import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isOperatorError, messageOf, OperatorError } from '../operator-error.ts';
import { findFreePort } from '../terminal/ports.ts';
import { prepareBinaries } from './binaries.ts';
import { ensureCluster, loadSuperuserPassword, SUPERUSER } from './create-cluster.ts';
import { choosePlace, makeSocketFolder } from './place.ts';
import { launchServer, LaunchError, type LaunchOptions, type ServerProcess } from './server-process.ts';
import { stopOrphan } from './stop-orphan.ts';

const SOCKET_PORT = 5432;
/** How long what is left of a killed server may be in the way of a new one before that is refused for good. */
const LEFTOVER_MS = 15_000;
/** After an unexpected end the server is started again, unless it ended this often within a minute. */
const MAX_RESTARTS = 5;

export interface EmbeddedPostgres {
  /** The folder of a Unix socket, or 127.0.0.1. The same until `stop`, also over a restart after a crash. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Where the databases lie. */
  readonly cluster: string;
  /** True when that is not in the data folder, because the server's user cannot enter it. */
  readonly outside: boolean;
  /** The process id of the server that runs now. */
  pid(): number;
  /** Rejects when the server ended and could not be started again. */
  readonly failed: Promise<never>;
  stop(): Promise<void>;
}

/**
 * Starts the data folder's own PostgreSQL, making its cluster at the first start. The caller holds the data folder's
 * lock. A server that ends unexpectedly is started again and recovers what was committed.
 * @throws OperatorError
 */
export async function startEmbeddedPostgres({ dataDir }: { readonly dataDir: string }): Promise<EmbeddedPostgres> {
  const place = await choosePlace(dataDir);
  const binaries = await prepareBinaries(place.user, place.home);
  const password = await loadSuperuserPassword(dataDir);
  await ensureCluster(place, binaries, password);
  await stopOrphan(place, binaries);
  const socket = await makeSocketFolder(place);
  const options: LaunchOptions = {
    place,
    binaries,
    host: socket ?? '127.0.0.1',
    port: socket ? SOCKET_PORT : await findFreePort('127.0.0.1'),
    logFile: join(dataDir, 'postgres.log'),
  };
  const server = await supervise(options);
  return {
    host: options.host,
    port: options.port,
    user: SUPERUSER,
    password,
    cluster: place.cluster,
    outside: place.outside,
    pid: server.pid,
    failed: server.failed,
    async stop() {
      await server.stop();
      if (socket) await rm(socket, { recursive: true, force: true });
    },
  };
}

async function supervise(options: LaunchOptions) {
  let current = await launchPatiently(options);
  let stopping = false;
  let restarts: number[] = [];

  const watch = async (): Promise<never> => {
    for (;;) {
      await current.exited;
      if (stopping) return new Promise<never>(() => undefined);
      restarts = [...restarts, Date.now()].filter((time) => time > Date.now() - 60_000);
      if (restarts.length > MAX_RESTARTS) {
        throw new OperatorError(`The database server keeps ending; its log is ${options.logFile}.`);
      }
      restarting = launchPatiently(options);
      current = await restarting;
    }
  };
  let restarting: Promise<ServerProcess> = Promise.resolve(current);
  const failed = watch();
  // Whoever started it may not listen yet when it fails.
  failed.catch(() => undefined);
  return {
    pid: () => current.pid,
    failed,
    async stop() {
      stopping = true;
      const latest = await restarting.catch(() => current);
      await latest.stop();
    },
  };
}

/** What a server says that finds a killed one's sessions, or its process, ended but not yet waited for by anybody. */
const LEFTOVERS = /pre-existing shared memory block|is still in use|lock file "postmaster\.pid" already exists/;

/** Until the last of a killed server is gone, which takes moments, a new one is refused. */
async function launchPatiently(options: LaunchOptions): Promise<ServerProcess> {
  for (const until = Date.now() + LEFTOVER_MS; ; await sleep(200)) {
    try {
      return await launchServer(options);
    } catch (error) {
      const isLeftover = error instanceof LaunchError && LEFTOVERS.test(error.log);
      if (isLeftover && Date.now() < until) continue;
      if (isOperatorError(error)) throw error;
      throw new OperatorError(`${messageOf(error)} (its log: ${options.logFile}).`, { cause: error });
    }
  }
}
