import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import mysql from 'mysql2/promise';

interface Need {
  readonly what: string;
  readonly cure: string;
  /** Told to the tests; unset where it is missing. */
  readonly variable: string;
  find(): Promise<string | undefined>;
}

/** What some tests need besides Node and PostgreSQL. `.ci/run` installs or starts all of it. */
const NEEDS: readonly Need[] = [
  {
    what: 'a browser',
    cure: 'install Chromium, or name one in TESSERA_TEST_CHROMIUM',
    variable: 'TESSERA_TEST_CHROMIUM',
    find: async () => ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path)),
  },
  {
    what: 'Redis',
    cure: 'start one on 127.0.0.1:6379, or name it in TESSERA_TEST_REDIS_URL',
    variable: 'TESSERA_TEST_REDIS_URL',
    find: async () => ((await listens(6379)) ? 'redis://127.0.0.1:6379' : undefined),
  },
  {
    what: 'NATS with JetStream',
    cure: 'start one on 127.0.0.1:4222, or name it in TESSERA_TEST_NATS_URL',
    variable: 'TESSERA_TEST_NATS_URL',
    find: async () => ((await listens(4222)) ? 'nats://127.0.0.1:4222' : undefined),
  },
  {
    what: 'MySQL or MariaDB',
    cure: 'start one on 127.0.0.1:3306 whose root has no password, or name it in TESSERA_TEST_MYSQL_URL',
    variable: 'TESSERA_TEST_MYSQL_URL',
    find: async () => ((await letsIn('mysql://root@127.0.0.1:3306')) ? 'mysql://root@127.0.0.1:3306' : undefined),
  },
];

export async function findNeeds(): Promise<{ env: Record<string, string>; missing: readonly Need[] }> {
  const env: Record<string, string> = {};
  const missing: Need[] = [];
  for (const need of NEEDS) {
    const found = process.env[need.variable] ?? (await need.find());
    if (found) env[need.variable] = found;
    else missing.push(need);
  }
  return { env, missing };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => settle(true)).once('error', () => settle(false));
    socket.setTimeout(1_000, () => settle(false));
  });
}

/** People have a MySQL of their own, with passwords, more often than a Redis. */
async function letsIn(url: string): Promise<boolean> {
  try {
    await (await mysql.createConnection({ uri: url, connectTimeout: 1_000 })).end();
    return true;
  } catch {
    return false;
  }
}
