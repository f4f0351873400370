import { z } from 'zod';
import { tuningShape } from './endpoint-tuning.ts';
import { SERVICE_PORTS } from '../terminal/ports.ts';
import { hostAndPort, httpUrls, identifier, onOff, oneOf, origins, port, portRange, rootKey, url } from './kinds.ts';
import { mediaShape } from './media.ts';
import type { SettingNotes } from './read-settings.ts';

const note =
  (description: string, more: Omit<SettingNotes, 'description'> = {}): SettingNotes => ({ description, ...more });
const text = () => z.string({ error: 'is missing' });

/** Settings that every process of Tessera has. */
const common = {
  NODE_ENV: oneOf(['development', 'production', 'test']).default('development').meta({
    ...note('`production`: no Playground, no introspection, masked errors, no start without supplied keys.'),
  }),
  HOST: text().default('127.0.0.1').meta({ ...note('The address to listen on; 0.0.0.0 is every network.') }),
  LOG_LEVEL: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('warn').meta({
    ...note('How much is logged, as JSON lines.'),
  }),
  REDIS_URL: url('redis:', 'rediss:').optional().meta({
    ...note('Shared by replicas: nonces, rate limits, persisted operations. Unset: in memory.', {
      example: 'redis://127.0.0.1:6379',
    }),
  }),
  NATS_URL: url('nats:', 'tls:').optional().meta({
    ...note('Publishes the event log to JetStream for other consumers.', { example: 'nats://127.0.0.1:4222' }),
  }),
};

/** Settings of whatever listens at the public endpoint. */
const endpoint = {
  PORT: port().default(4000).meta({ ...note("The gateway's port.") }),
  TESSERA_CORS_ORIGINS: origins().default([]).meta({
    ...note('Origins whose pages may call the endpoint, separated by commas. None by default.', {
      example: 'https://app.example.com',
    }),
  }),
  TESSERA_DEMO: onOff().optional().meta({
    ...note('0: no demo tenants and accounts. On by default, except with NODE_ENV=production.', { example: '0' }),
  }),
  TESSERA_DATA_DIR: text().default('.tessera').meta({
    ...note('The data folder: databases, root key, demo accounts.'),
  }),
};

/** `npm start` and the tools that work on its data. */
export const systemSchema = z.object({
  ...endpoint,
  ...common,
  TESSERA_DATABASE_URL: url('postgres:', 'postgresql:').optional().meta({
    ...note('A PostgreSQL server (15 or newer), not the embedded one; its user may create databases and roles.', {
      example: 'postgresql://postgres:password@127.0.0.1:5432/postgres',
      secret: true,
    }),
  }),
  TESSERA_SERVICE_PORTS: portRange().default(SERVICE_PORTS).meta({
    ...note('The range from which services get the ports by which they reach one another on this machine.', {
      example: '20000-31999',
    }),
  }),
  TESSERA_DATABASE_PREFIX: identifier(30).default('tessera').meta({
    ...note('Databases are named `<prefix>_<service>`, so that several Tesseras can share a server.'),
  }),
  TESSERA_ROOT_KEY: rootKey().optional().meta({
    ...note('The secret that every key and password derives from. Unset: made at the first start.', {
      example: '<openssl rand -hex 32>',
      secret: true,
    }),
  }),
  TESSERA_ROOT_KEY_NEXT: rootKey().optional().meta({
    ...note('The secret that `npm run keys -- --replace-root` puts in its place. Unset: made there.', {
      example: '<openssl rand -hex 32>',
      secret: true,
    }),
  }),
  ...tuningShape,
  ...mediaShape,
});

const keyring = {
  TESSERA_KEYRING: text().optional().meta({
    ...note("The process's own secrets as JSON, printed by `npm run keys -- <service>`.", {
      example: '{...}',
      secret: true,
    }),
  }),
  TESSERA_KEYRING_FILE: text().optional().meta({
    ...note('A file that holds the keyring, in place of TESSERA_KEYRING.', { example: '/run/secrets/keyring' }),
  }),
  TESSERA_TLS_DIR: text().optional().meta({
    ...note('A folder with `ca.crt`, `tls.crt` and `tls.key`: gRPC then runs over mutual TLS. `npm run certs` makes them.', {
      example: '/certs',
    }),
  }),
  TESSERA_SERVICES: hostAndPort().default({}).meta({
    ...note("Every service's RPC address.", { example: 'auth=auth:5001,crm=crm:5001' }),
  }),
};

/** One subgraph in a process of its own. */
export const subgraphSchema = z.object({
  ...common,
  ...keyring,
  TESSERA_SERVICE_HTTP_PORT: port().default(4001).meta({ ...note('Where the gateway reaches the subgraph.') }),
  TESSERA_SERVICE_RPC_PORT: port().default(5001).meta({ ...note('Where other services reach it (gRPC).') }),
  TESSERA_DATABASE_HOST: text().default('127.0.0.1').meta({
    ...note("The database server's host, or the folder of its Unix socket."),
  }),
  TESSERA_DATABASE_PORT: port().default(5432).meta({ ...note("The database server's port.") }),
  TESSERA_DATABASE_NAME: text().optional().meta({
    ...note("The service's database; `tessera_<service>` by default.", { example: 'tessera_auth' }),
  }),
  ...mediaShape,
});

/** The gateway in a process of its own. */
export const gatewaySchema = z.object({
  ...endpoint,
  ...common,
  ...keyring,
  TESSERA_SUBGRAPHS: httpUrls().default({}).meta({
    ...note("Every subgraph's GraphQL address.", {
      example: 'auth=http://auth:4001/graphql,crm=http://crm:4001/graphql',
    }),
  }),
  TESSERA_SUPERGRAPH_FILE: text().default('supergraph.graphql').meta({ ...note('The composed supergraph.') }),
  TESSERA_PERMISSIONS_FILE: text().default('supergraph.permissions.json').meta({
    ...note('The composed permission table.'),
  }),
  ...tuningShape,
});
