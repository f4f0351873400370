import { randomBytes } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import { deriveKeyring } from '@tessera/keyring';
import { codeOf, OperatorError, readSystemSettings, type DatabaseServer } from '@tessera/platform';
import { isUniqueViolation, openDatabase } from '@tessera/tenancy';
import { PrismaClient } from '../prisma/auth/client/client.ts';
import { createPasswordHasher } from '../subgraphs/auth/src/crypto/password-hasher.ts';
import { normaliseEmail } from '../subgraphs/auth/src/domain/normalise-email.ts';
import { recordEvent } from '../subgraphs/auth/src/services/record-event.ts';
import { runTool } from './command-line.ts';
import { withServer } from './migrate/run.ts';
import { databaseName } from './start/services.ts';

/**
 * `npm run create:superadmin -- ada@example.com`: makes an administrator of the platform and prints its password, this
 * once. Every other user can then be made through the endpoint, so nothing but the root key, which this
 * needs, opens a Tessera without users. In containers:
 *   docker compose run --rm migrate node tools/dist/create-superadmin.js ada@example.com
 */
async function main(): Promise<void> {
  const [given, ...more] = process.argv.slice(2);
  const email = given !== undefined && more.length === 0 ? normaliseEmail(given) : null;
  if (email === null) throw new OperatorError('Name one e-mail address: npm run create:superadmin -- ada@example.com');
  const settings = readSystemSettings();
  const password = randomBytes(18).toString('base64url');
  await withServer(settings, (server, root) =>
    createSuperadmin(server, root, databaseName('auth', settings.databasePrefix), { email, password }));
  process.stdout.write(`${JSON.stringify({ email, password })}\n`);
  process.stderr.write('Log in with it and change it (changePassword): it is not shown again.\n');
}

/** @throws OperatorError when the e-mail is a user's, or the database has not been made yet */
async function createSuperadmin(
  server: DatabaseServer,
  root: Uint8Array,
  database: string,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<void> {
  const { database: passwords } = deriveKeyring(root, 'auth', []);
  if (!passwords) throw new Error('The keyring of auth has no database passwords.');
  const opened = openDatabase({ address: { host: server.host, port: server.port, database }, passwords, PrismaClient });
  try {
    const passwordHash = await createPasswordHasher().hash(password);
    const origin = { requestId: 'create-superadmin', address: null, userAgent: null };
    const id = uuid();
    await opened.platform({ userId: null, requestId: origin.requestId }).transaction(async (tx) => {
      await tx.user.create({ data: { id, email } });
      await tx.credential.create({ data: { userId: id, passwordHash } });
      await tx.platformAdmin.create({ data: { userId: id } });
      await recordEvent(origin, tx, { kind: 'USER_CREATED', succeeded: true, userId: id, email });
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw new OperatorError(`There is a user ${email} already: nothing was changed.`);
    if (isMissing(error)) throw new OperatorError(`This key opens no database ${database}: run \`npm run migrate\`.`);
    throw error;
  } finally {
    await opened.close();
  }
}

/** Whether there is no such database, table or role, or another password: by Prisma's codes, and by PostgreSQL's. */
function isMissing(error: unknown): boolean {
  const missing = ['P1000', 'P1003', 'P1010', 'P2021', '3D000', '42P01', '28000', '28P01'];
  return [error, (error as { cause?: unknown }).cause].some((each) => missing.includes(codeOf(each) ?? ''));
}

await runTool('npm run create:superadmin -- EMAIL', main);
