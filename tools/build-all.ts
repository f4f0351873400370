import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

/** `npm run build`: one bundle for each service (turbo, cached), and one that migrates. */
const root = resolve(import.meta.dirname, '..');
const turbo = createRequire(import.meta.url).resolve('turbo/bin/turbo');

execFileSync(process.execPath, [turbo, 'run', 'build', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
});
execFileSync(process.execPath, [join(root, 'tools/build.ts')], { cwd: join(root, 'tools'), stdio: 'inherit' });
