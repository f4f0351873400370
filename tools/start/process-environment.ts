import { mediaEnvironment, tuningEnvironment, type GatewaySettings, type SubgraphProcessSettings } from '@tessera/platform';

/** The one that keeps media files, and may know the secret of where they lie. */
const MEDIA_SERVICE = 'cms';

/**
 * The environment of one service's own process, as a container gets it. Of this process's settings it inherits none:
 * the root key, above all, is not for a service.
 */
export function subgraphEnvironment(settings: SubgraphProcessSettings): NodeJS.ProcessEnv {
  return {
    ...common(settings),
    HOST: settings.host,
    TESSERA_SERVICE_HTTP_PORT: String(settings.httpPort),
    TESSERA_SERVICE_RPC_PORT: String(settings.rpcPort),
    TESSERA_DATABASE_HOST: settings.database.host,
    TESSERA_DATABASE_PORT: String(settings.database.port),
    TESSERA_DATABASE_NAME: settings.database.database,
    NATS_URL: settings.natsUrl,
    ...(settings.name === MEDIA_SERVICE ? mediaEnvironment(settings.media) : {}),
  };
}

export function gatewayEnvironment(settings: GatewaySettings): NodeJS.ProcessEnv {
  return {
    ...common(settings),
    HOST: settings.host,
    PORT: String(settings.port),
    TESSERA_DEMO: settings.demo ? '1' : '0',
    TESSERA_DATA_DIR: settings.dataDir,
    TESSERA_CORS_ORIGINS: settings.corsOrigins.join(','),
    TESSERA_SUBGRAPHS: pairs(settings.subgraphs),
    TESSERA_SUPERGRAPH_FILE: settings.supergraphPath,
    TESSERA_PERMISSIONS_FILE: settings.permissionsPath,
    ...(settings.tuning ? tuningEnvironment(settings.tuning) : {}),
  };
}

function common(settings: GatewaySettings | SubgraphProcessSettings): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('TESSERA_'));
  return {
    ...Object.fromEntries(inherited),
    NODE_ENV: settings.production ? 'production' : 'development',
    LOG_LEVEL: settings.logLevel,
    REDIS_URL: settings.redisUrl,
    TESSERA_KEYRING: JSON.stringify(settings.keyring),
    TESSERA_SERVICES: pairs(settings.peers),
  };
}

const pairs = (record: Readonly<Record<string, string>>) =>
  Object.entries(record).map(([name, value]) => `${name}=${value}`).join(',');
