import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseKeyring, type ServiceKeyring } from '@tessera/keyring';
import { messageOf, OperatorError } from '../operator-error.ts';
import { readTuning, type EndpointTuning } from './endpoint-tuning.ts';
import { readMedia, type MediaSettings } from './media.ts';
import { readSettings } from './read-settings.ts';
import { gatewaySchema, subgraphSchema } from './schema.ts';
import type { LogLevel } from './system-settings.ts';

/** What one subgraph's own process is told; `SubgraphSettings` of @tessera/subgraph has the same shape. */
export interface SubgraphProcessSettings {
  readonly name: string;
  readonly host: string;
  readonly httpPort: number;
  readonly rpcPort: number;
  readonly keyring: ServiceKeyring;
  readonly database: { readonly host: string; readonly port: number; readonly database: string };
  /** Service to `host:port` of its RPC. */
  readonly peers: Readonly<Record<string, string>>;
  readonly production: boolean;
  readonly logLevel: LogLevel;
  readonly redisUrl?: string;
  readonly natsUrl?: string;
  /** For the service that keeps media. */
  readonly media: MediaSettings;
}

/** What the gateway is told, in a process of its own or not. */
export interface GatewaySettings {
  readonly host: string;
  readonly port: number;
  readonly production: boolean;
  readonly demo: boolean;
  readonly corsOrigins: readonly string[];
  readonly supergraphPath: string;
  readonly permissionsPath: string;
  /** Subgraph to its address, e.g. `http://127.0.0.1:4001/graphql`. */
  readonly subgraphs: Readonly<Record<string, string>>;
  /** Service to `host:port` of its RPC. */
  readonly peers: Readonly<Record<string, string>>;
  readonly keyring: ServiceKeyring;
  readonly dataDir: string;
  /** `[{email, password, tenant, role}]`; only with the demo on. */
  readonly demoAccountsFile?: string;
  readonly logLevel: LogLevel;
  readonly redisUrl?: string;
  readonly tuning?: EndpointTuning;
}

/** The file in the data folder that holds the demo's accounts with their passwords. */
export const DEMO_ACCOUNTS_FILE = 'demo-accounts.json';

/** Where a process that was not told keeps its files, as `npm start` does. */
const DEFAULT_DATA_DIR = '.tessera';

/** @throws OperatorError that tells every wrong setting at once */
export function readSubgraphSettings(name: string, env: NodeJS.ProcessEnv = process.env): SubgraphProcessSettings {
  const given = readSettings(subgraphSchema, env);
  return {
    name,
    host: given.HOST,
    httpPort: given.TESSERA_SERVICE_HTTP_PORT,
    rpcPort: given.TESSERA_SERVICE_RPC_PORT,
    keyring: readKeyring(name, given),
    database: {
      host: given.TESSERA_DATABASE_HOST,
      port: given.TESSERA_DATABASE_PORT,
      database: given.TESSERA_DATABASE_NAME ?? `tessera_${name.replaceAll('-', '_')}`,
    },
    peers: given.TESSERA_SERVICES,
    production: given.NODE_ENV === 'production',
    logLevel: given.LOG_LEVEL,
    redisUrl: given.REDIS_URL,
    natsUrl: given.NATS_URL,
    media: readMedia(given, DEFAULT_DATA_DIR),
  };
}

/**
 * Of a gateway that has no other settings of Tessera's.
 * @throws OperatorError where there is no such level
 */
export function readLogLevel(env: NodeJS.ProcessEnv = process.env): string {
  return readSettings(gatewaySchema.pick({ LOG_LEVEL: true }), env).LOG_LEVEL;
}

/** @throws OperatorError that tells every wrong setting at once */
export function readGatewaySettings(env: NodeJS.ProcessEnv = process.env): GatewaySettings {
  const given = readSettings(gatewaySchema, env);
  const production = given.NODE_ENV === 'production';
  const demo = given.TESSERA_DEMO ?? !production;
  const dataDir = resolve(given.TESSERA_DATA_DIR);
  const demoAccountsFile = resolve(dataDir, DEMO_ACCOUNTS_FILE);
  return {
    host: given.HOST,
    port: given.PORT,
    production,
    demo,
    corsOrigins: given.TESSERA_CORS_ORIGINS,
    supergraphPath: resolve(given.TESSERA_SUPERGRAPH_FILE),
    permissionsPath: resolve(given.TESSERA_PERMISSIONS_FILE),
    subgraphs: given.TESSERA_SUBGRAPHS,
    peers: given.TESSERA_SERVICES,
    keyring: readKeyring('gateway', given),
    dataDir,
    demoAccountsFile: demo && existsSync(demoAccountsFile) ? demoAccountsFile : undefined,
    logLevel: given.LOG_LEVEL,
    redisUrl: given.REDIS_URL,
    tuning: readTuning(given),
  };
}

interface KeyringSettings {
  readonly TESSERA_KEYRING?: string;
  readonly TESSERA_KEYRING_FILE?: string;
  readonly TESSERA_TLS_DIR?: string;
}

function readKeyring(service: string, given: KeyringSettings): ServiceKeyring {
  const keyring = parse(keyringText(service, given));
  if (keyring.service === service) return { ...keyring, tlsFolder: given.TESSERA_TLS_DIR };
  throw new OperatorError(`The keyring is ${keyring.service}'s, and this is ${service}: give each process its own.`);
}

function keyringText(
  service: string,
  { TESSERA_KEYRING: json, TESSERA_KEYRING_FILE: file }: KeyringSettings,
): string {
  if (json && file) throw new OperatorError('Set TESSERA_KEYRING or TESSERA_KEYRING_FILE, not both.');
  if (json) return json;
  if (!file) {
    throw new OperatorError(
      `Set TESSERA_KEYRING or TESSERA_KEYRING_FILE; \`npm run keys -- ${service}\` prints the keyring.`,
    );
  }
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new OperatorError(`TESSERA_KEYRING_FILE cannot be read: ${messageOf(error)}.`);
  }
}

function parse(text: string): ServiceKeyring {
  try {
    return parseKeyring(text);
  } catch (error) {
    throw new OperatorError(messageOf(error));
  }
}
