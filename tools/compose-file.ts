import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MEDIA_NAMES, TUNING_NAMES } from '@tessera/platform';
import { stringify } from 'yaml';
import { HEAP_OPTIONS } from '../gateway/src/overload/heap-options.ts';
import { databaseName, listServices } from './start/services.ts';

/**
 * Writes docker-compose.yml from the folder subgraphs/ (`npm run containers`). With `--check` it writes nothing and
 * fails when the file is not what it would write.
 */
const root = resolve(import.meta.dirname, '..');
const target = resolve(root, 'docker-compose.yml');
const HTTP_PORT = 4001;
const RPC_PORT = 5001;
const GATEWAY_PORT = 4000;
/** Where each container finds its certificate, its key and its authority's certificate. */
const TLS_DIR = '/certs';
/** The one place that `migrate` may write to: backups of an older database that is moved (docs/migrate-split.md). */
const DATA_DIR = '/data';
/** The service that keeps media files, and where its container has their volume. */
const MEDIA_SERVICE = 'cms';
const MEDIA_DIR = '/media';
/** Of every database's name, so that several Tesseras can share a server. */
const PREFIX = '${TESSERA_DATABASE_PREFIX:-tessera}';

const HEADER = `# Written by \`npm run containers\` from subgraphs/; change tools/compose-file.ts, not this file.
# Secrets come from the environment: \`npm run keys -- --env --out .env\` prints them all, derived from one root key.
# So do certificates, by which the services know each other: \`npm run certs\` makes them in certs/.
#   docker compose up --build
#   docker compose run --rm migrate node tools/dist/create-superadmin.js ada@example.com
#   docker compose run --rm migrate node tools/dist/keys.js --replace-root
#   docker compose run --rm migrate node tools/dist/migrate-split.js --from postgresql://...
`;

/** What each container of ours has in common: no root, no writable program, no privileges to gain. */
const hardened = {
  image: 'tessera:local',
  user: 'node',
  read_only: true,
  tmpfs: ['/tmp'],
  cap_drop: ['ALL'],
  security_opt: ['no-new-privileges:true'],
  init: true,
  stop_grace_period: '15s',
};

function composeFile(names: readonly string[]): object {
  return {
    services: {
      postgres: postgres(),
      redis: redis(),
      nats: nats(),
      migrate: migrate(),
      ...Object.fromEntries(names.map((name) => [name, subgraph(name, names)])),
      gateway: gateway(names),
    },
    volumes: { postgres: {}, moved: {}, media: {} },
  };
}

function postgres() {
  return {
    image: 'postgres:18',
    user: 'postgres',
    read_only: true,
    tmpfs: ['/tmp', '/run/postgresql:uid=999,gid=999'],
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    environment: { POSTGRES_PASSWORD: secret('POSTGRES_PASSWORD') },
    volumes: ['postgres:/var/lib/postgresql'],
    healthcheck: health(['CMD', 'pg_isready', '--username=postgres', '--host=127.0.0.1']),
    restart: 'unless-stopped',
  };
}

function redis() {
  return {
    image: 'redis:8',
    user: 'redis',
    read_only: true,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    command: ['redis-server', '--save', '', '--appendonly', 'no'],
    healthcheck: health(['CMD', 'redis-cli', 'ping']),
    restart: 'unless-stopped',
  };
}

function nats() {
  return {
    image: 'nats:2-alpine',
    user: '1000:1000',
    read_only: true,
    tmpfs: ['/data:uid=1000,gid=1000'],
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    command: ['--jetstream', '--store_dir', '/data', '--http_port', '8222'],
    healthcheck: health(['CMD', 'wget', '--quiet', '--spider', 'http://127.0.0.1:8222/healthz']),
    restart: 'unless-stopped',
  };
}

/** Creates databases and roles and applies migrations, then ends; the only container that holds the root key, or the next. */
function migrate() {
  return {
    ...hardened,
    build: { context: '.' },
    command: ['node', 'tools/dist/index.js'],
    environment: {
      NODE_ENV: 'production',
      TESSERA_DATABASE_URL: `postgresql://postgres:${secret('POSTGRES_PASSWORD')}@postgres:5432/postgres`,
      TESSERA_DATABASE_PREFIX: PREFIX,
      TESSERA_ROOT_KEY: secret('TESSERA_ROOT_KEY'),
      TESSERA_ROOT_KEY_NEXT: '${TESSERA_ROOT_KEY_NEXT:-}',
      TESSERA_DATA_DIR: DATA_DIR,
    },
    volumes: [`moved:${DATA_DIR}`],
    depends_on: { postgres: { condition: 'service_healthy' } },
    restart: 'no',
  };
}

function subgraph(name: string, names: readonly string[]) {
  return {
    ...hardened,
    command: ['node', `subgraphs/${name}/dist/index.js`],
    environment: {
      ...common(name, names),
      TESSERA_SERVICE_HTTP_PORT: String(HTTP_PORT),
      TESSERA_SERVICE_RPC_PORT: String(RPC_PORT),
      TESSERA_DATABASE_HOST: 'postgres',
      TESSERA_DATABASE_PORT: '5432',
      TESSERA_DATABASE_NAME: databaseName(name, PREFIX),
      ...(name === MEDIA_SERVICE ? mediaSettings() : {}),
    },
    volumes: [...certificates(name), ...(name === MEDIA_SERVICE ? [`media:${MEDIA_DIR}`] : [])],
    expose: [String(HTTP_PORT), String(RPC_PORT)],
    depends_on: {
      migrate: { condition: 'service_completed_successfully' },
      redis: { condition: 'service_healthy' },
      nats: { condition: 'service_healthy' },
    },
    healthcheck: readiness(HTTP_PORT),
    restart: 'unless-stopped',
  };
}

/** Where files lie is the volume, unless they lie in S3. */
function mediaSettings() {
  const given = MEDIA_NAMES.filter((setting) => setting !== 'TESSERA_MEDIA_DIR');
  return { ...Object.fromEntries(given.map((setting) => [setting, `\${${setting}:-}`])), TESSERA_MEDIA_DIR: MEDIA_DIR };
}

function gateway(names: readonly string[]) {
  return {
    ...hardened,
    command: ['node', ...HEAP_OPTIONS, 'gateway/dist/index.js'],
    environment: {
      ...common('gateway', names),
      PORT: String(GATEWAY_PORT),
      TESSERA_CORS_ORIGINS: '${TESSERA_CORS_ORIGINS:-}',
      TESSERA_SUBGRAPHS: names.map((name) => `${name}=http://${name}:${HTTP_PORT}/graphql`).join(','),
      ...Object.fromEntries(TUNING_NAMES.map((setting) => [setting, `\${${setting}:-}`])),
    },
    volumes: certificates('gateway'),
    // What Docker publishes to every network goes past a host's firewall, and nothing here speaks TLS to clients.
    ports: [`\${TESSERA_PUBLISH:-127.0.0.1:${GATEWAY_PORT}}:${GATEWAY_PORT}`],
    depends_on: Object.fromEntries(names.map((name) => [name, { condition: 'service_healthy' }])),
    healthcheck: readiness(GATEWAY_PORT),
    restart: 'unless-stopped',
  };
}

function common(service: string, names: readonly string[]) {
  return {
    NODE_ENV: 'production',
    HOST: '0.0.0.0',
    LOG_LEVEL: '${LOG_LEVEL:-info}',
    REDIS_URL: 'redis://redis:6379',
    NATS_URL: 'nats://nats:4222',
    TESSERA_KEYRING: secret(`TESSERA_KEYRING_${service.toUpperCase().replaceAll('-', '_')}`),
    TESSERA_SERVICES: names.map((name) => `${name}=${name}:${RPC_PORT}`).join(','),
    TESSERA_TLS_DIR: TLS_DIR,
  };
}

/** The folder and not its files, so that a file that is replaced is seen; nobody gets another's key. */
function certificates(service: string): string[] {
  return [`./certs/${service}:${TLS_DIR}:ro`];
}

function readiness(port: number) {
  const script = `fetch('http://127.0.0.1:${port}/health/ready').then((r)=>process.exit(r.ok?0:1),()=>process.exit(1))`;
  return health(['CMD', 'node', '-e', script]);
}

function health(test: readonly string[]) {
  return { test, interval: '2s', timeout: '2s', retries: 30, start_period: '2s' };
}

/** Compose refuses to start while a required variable is unset, and shows this sentence. */
function secret(name: string): string {
  return `\${${name}:?run npm run keys -- --env --out .env}`;
}

const names = listServices();
const wanted = HEADER + stringify(composeFile(names), { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });
if (process.argv.includes('--check')) {
  if ((await readFile(target, 'utf8').catch(() => '')) !== wanted) {
    process.stderr.write('docker-compose.yml is stale. Run `npm run containers`.\n');
    process.exit(1);
  }
} else {
  await writeFile(target, wanted);
  process.stdout.write(`docker-compose.yml: ${names.join(', ')} and the gateway\n`);
}
