import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { REPOSITORY } from '@tessera/testkit';

/** What programs of `npm run` write where they are called, and what people put beside it. */
const SECRET_FILES = ['.env', '.env.production', 'tessera-2026-11-21T101500.tar.gz', 'certs/gateway/tls.key', '.tessera/root.key'];

it('files that hold keys are neither committed nor put into images', () => {
  const ignored = execFileSync('git', ['check-ignore', '--no-index', ...SECRET_FILES, '.env.example'], { cwd: REPOSITORY, encoding: 'utf8' });
  expect(ignored.trim().split('\n')).toEqual(SECRET_FILES);
  const withheld = readFileSync(join(REPOSITORY, '.dockerignore'), 'utf8').split('\n');
  expect(withheld).toEqual(expect.arrayContaining(['.env', '.env.*', 'tessera-*.tar.gz', 'certs', '.tessera']));
});
