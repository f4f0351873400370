import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * Generates the Prisma client of every `prisma/<name>/schema.prisma` that changed since its client was made
 * (`npm run prisma:generate`; each start does it, too). Needs no network.
 */
const ROOT = join(import.meta.dirname, '..');
const AT_ONCE = 2;
const QUIET = { PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' };
const require = createRequire(import.meta.url);

interface Client {
  readonly name: string;
  readonly schema: string;
  readonly folder: string;
  readonly stamp: string;
}

const stale = listClients().filter((client) => !isFresh(client));
if (stale.length > 0) {
  // Only now: loading it takes longer than everything else here.
  const { createSteps } = await import('@tessera/platform');
  const names = stale.map(({ name }) => name).join(', ');
  const steps = createSteps(process.stderr);
  try {
    await steps.run('Generate the Prisma clients', () => generateAll(stale), () => names);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}

function listClients(): Client[] {
  const base = join(ROOT, 'prisma');
  const { version } = require('prisma/package.json') as { version: string };
  return readdirSync(base)
    .map((name) => ({ name, schema: join(base, name, 'schema.prisma'), folder: join(base, name, 'client') }))
    .filter(({ schema }) => existsSync(schema))
    .map((client) => {
      const stamp = createHash('sha256').update(version).update(readFileSync(client.schema)).digest('hex');
      return { ...client, stamp };
    });
}

/** The stamp lies in the client's own folder, so that a deleted client is stale. */
function stampFile({ folder }: Client): string {
  return join(folder, '.stamp');
}

function isFresh(client: Client): boolean {
  return existsSync(stampFile(client)) && readFileSync(stampFile(client), 'utf8') === client.stamp;
}

async function generateAll(clients: readonly Client[]): Promise<void> {
  const queue = [...clients];
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await generate(next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/**
 * Prisma's CLI wants to download a schema engine that `generate` never runs; any executable in its place keeps it from
 * trying. Only for this child: with it `db push` would silently do nothing.
 */
async function generate(client: Client): Promise<void> {
  const cli = join(require.resolve('prisma/package.json'), '..', 'build', 'index.js');
  const child = spawn(process.execPath, [cli, 'generate', '--schema', client.schema], {
    cwd: ROOT,
    env: { ...process.env, ...QUIET, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${output.trim()}\n\nThe Prisma client of ${client.name} could not be generated.`);
  writeFileSync(stampFile(client), client.stamp);
}
