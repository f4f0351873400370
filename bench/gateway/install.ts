import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from '@tessera/platform';

/**
 * Installs what ours is compared with, as the lockfile of a benchmark's folder says, unless it is there.
 * @throws OperatorError with npm's own words where that does not work
 */
export async function installPeers(folder: string): Promise<void> {
  const stamp = join(folder, 'node_modules', '.installed');
  const digest = createHash('sha256').update(readFileSync(join(folder, 'package-lock.json'))).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  process.stderr.write(`Installing what to compare with (${folder}/package-lock.json), about a minute …\n`);
  const { code, output } = await npmCi(folder);
  if (code !== 0) throw new OperatorError(`${output.trim()}\n\nThe peers could not be installed (npm ci, above).`);
  writeFileSync(stamp, digest);
}

function npmCi(folder: string): Promise<{ code: number | null; output: string }> {
  const child = spawn('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
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
