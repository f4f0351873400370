import pg from 'pg';
import { codeOf, isOperatorError, messageOf, OperatorError } from '../operator-error.ts';

const OLDEST_VERSION = 15;
const CONNECT_MS = 10_000;

/** A PostgreSQL server, and the user on it who may create databases and roles. */
export interface DatabaseServer {
  /** A host name, or the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  /** How the administrator connects. */
  readonly admin: pg.ClientConfig;
  /** What errors call it. */
  readonly name: string;
}

/** The server that TESSERA_DATABASE_URL names. */
export function serverFromUrl(url: string): DatabaseServer {
  const admin = { connectionString: url, connectionTimeoutMillis: CONNECT_MS };
  const { host, port } = new pg.Client(admin);
  return { host, port, admin, name: `The database server of TESSERA_DATABASE_URL (${host}:${port})` };
}

/** The server that startEmbeddedPostgres runs. */
export function serverFromEmbedded(
  embedded: { readonly host: string; readonly port: number; readonly user: string; readonly password: string },
): DatabaseServer {
  const { host, port, user, password } = embedded;
  const admin = { host, port, user, password, database: 'postgres' };
  return { host, port, admin, name: 'The embedded database server' };
}

/**
 * Connects as the administrator and runs `work`.
 * @throws OperatorError when the server cannot be reached or does not let the user in
 */
export async function asAdmin<T>(server: DatabaseServer, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ application_name: 'tessera-admin', ...server.admin });
  return withClient(client, work, (error) => explain(server, error));
}

/** How the administrator connects to one database. */
export function adminConfig({ admin }: DatabaseServer, database: string): pg.ClientConfig {
  if (!admin.connectionString) return { ...admin, database };
  const url = new URL(admin.connectionString);
  url.pathname = `/${database}`;
  return { ...admin, connectionString: url.href };
}

/** Runs `work` on a connection that ends with it; `onRefused` turns a failed connect into what is thrown. */
export async function withClient<T>(
  client: pg.Client,
  work: (client: pg.Client) => Promise<T>,
  onRefused: (error: unknown) => unknown = (error) => error,
): Promise<T> {
  // Without a listener a connection that breaks while idle would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw onRefused(error);
  }
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Asks, before anything is made, whether the server answers, is recent enough and lets its user create what is needed.
 * @throws OperatorError
 */
export async function checkServer(server: DatabaseServer): Promise<void> {
  await asAdmin(server, async (client) => {
    const { rows } = await client.query<{ version: number; may: boolean; user: string }>(
      `SELECT current_setting('server_version_num')::int / 10000 AS version, current_user AS user,
              rolsuper OR (rolcreatedb AND rolcreaterole) AS may
         FROM pg_roles WHERE rolname = current_user`,
    );
    const found = rows[0];
    if (!found || found.version < OLDEST_VERSION) {
      throw new OperatorError(
        `${server.name} is PostgreSQL ${found?.version}: Tessera needs ${OLDEST_VERSION} or newer.`,
      );
    }
    if (!found.may) {
      throw new OperatorError(
        `${server.name}: the user ${found.user} may not create databases and roles; ` +
          `run \`ALTER ROLE "${found.user}" CREATEDB CREATEROLE\`.`,
      );
    }
  });
}

function explain(server: DatabaseServer, error: unknown): OperatorError {
  if (isOperatorError(error)) return error;
  const cure = 'start it or correct TESSERA_DATABASE_URL, or unset that to use the embedded server';
  return new OperatorError(
    `${server.name} cannot be reached (${messageOf(error) || codeOf(error)}): ${cure}.`,
    { cause: error },
  );
}
