import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createAuthority, issueCertificate, OperatorError, writeTlsFolder } from '@tessera/platform';
import { runTool } from './command-line.ts';
import { listServices } from './start/services.ts';

const DAY_MS = 24 * 60 * 60_000;

/**
 * Makes what gRPC over mutual TLS needs: a certificate authority, and for each service and the gateway a folder with
 * ca.crt, tls.crt and tls.key, which is what docker-compose.yml mounts and TESSERA_TLS_DIR names.
 *   npm run certs                       in the folder certs/
 *   npm run certs -- --out <folder> --days 90
 * Run again it replaces all of them, the authority included: services that run take the new ones up by themselves, and
 * connections that stand go on. The authority's key is forgotten. For development, and for a single machine; in
 * production put the files of your own authority in the same places.
 */
async function main(): Promise<void> {
  const options = { out: { type: 'string', default: 'certs' }, days: { type: 'string', default: '365' } } as const;
  const { values } = parseArgs({ options });
  const validTo = new Date(Date.now() + Number(values.days) * DAY_MS);
  if (Number.isNaN(validTo.getTime())) throw new OperatorError('`--days` is a number of days, for example 90.');
  const out = resolve(values.out);
  // A container reads its own folder as another user than the owner; from others the folder above keeps them.
  await mkdir(out, { recursive: true, mode: 0o700 });
  const authority = await createAuthority({ name: 'Tessera development', validTo });
  for (const name of [...listServices(), 'gateway']) {
    await writeTlsFolder(join(out, name), authority, await issueCertificate(authority, { name, validTo }));
  }
  process.stdout.write(`${values.out}: certificates until ${validTo.toISOString().slice(0, 10)}\n`);
}

await runTool('npm run certs [-- --out FOLDER] [--days N]', main);
