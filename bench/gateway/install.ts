import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from '@tessera/platform';

const FOLDER = import.meta.dirname;
const STAMP = join(FOLDER, 'node_modules', '.installed');

/**
 * Installs the gateways that ours is compared with, as the lockfile beside this says, unless they are there.
 * @throws OperatorError with npm's own words where that does not work
 */
export async function installPeers(): Promise<void> {
  const digest = createHash('sha256').update(readFileSync(join(FOLDER, 'package-lock.json'))).digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === digest) return;
  process.stderr.write('Installing the gateways to compare with (bench/gateway/package-lock.json), about a minute …\n');
  const { code, output } = await npmCi();
  if (code !== 0) throw new OperatorError(`${output.trim()}\n\nThe peers could not be installed (npm ci, above).`);
  writeFileSync(STAMP, digest);
}

function npmCi(): Promise<{ code: number | null; output: string }> {
  const child = spawn('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: FOLDER,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 1, output: `npm cannot be run: ${error.message}` }));
    child.once('close', (code) => resolve({ code, output }));
  });
}
