import { resolve } from 'node:path';
import type { PortRange } from '../terminal/ports.ts';
import { readTuning, type EndpointTuning } from './endpoint-tuning.ts';
import { readMedia, type MediaSettings } from './media.ts';
import { readSettings } from './read-settings.ts';
import { systemSchema } from './schema.ts';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** What `npm start` and the tools on its data are told. */
export interface SystemSettings {
  readonly port: number;
  readonly host: string;
  readonly servicePorts: PortRange;
  readonly production: boolean;
  readonly nodeEnv: 'development' | 'production' | 'test';
  /** Absolute. */
  readonly dataDir: string;
  /** Unset: the embedded server. */
  readonly databaseUrl?: string;
  readonly databasePrefix: string;
  readonly demo: boolean;
  readonly corsOrigins: readonly string[];
  /** Unset: the data folder's own. */
  readonly rootKey?: Uint8Array;
  /** What is to take its place. */
  readonly nextRootKey?: Uint8Array;
  readonly logLevel: LogLevel;
  readonly redisUrl?: string;
  readonly natsUrl?: string;
  readonly tuning: EndpointTuning;
  readonly media: MediaSettings;
}

/** @throws OperatorError that tells every wrong setting at once */
export function readSystemSettings(env: NodeJS.ProcessEnv = process.env): SystemSettings {
  const given = readSettings(systemSchema, env);
  const production = given.NODE_ENV === 'production';
  const dataDir = resolve(given.TESSERA_DATA_DIR);
  return {
    port: given.PORT,
    host: given.HOST,
    servicePorts: given.TESSERA_SERVICE_PORTS,
    production,
    nodeEnv: given.NODE_ENV,
    dataDir,
    databaseUrl: given.TESSERA_DATABASE_URL,
    databasePrefix: given.TESSERA_DATABASE_PREFIX,
    demo: given.TESSERA_DEMO ?? !production,
    corsOrigins: given.TESSERA_CORS_ORIGINS,
    rootKey: given.TESSERA_ROOT_KEY,
    nextRootKey: given.TESSERA_ROOT_KEY_NEXT,
    logLevel: given.LOG_LEVEL,
    redisUrl: given.REDIS_URL,
    natsUrl: given.NATS_URL,
    tuning: readTuning(given),
    media: readMedia(given, dataDir),
  };
}
