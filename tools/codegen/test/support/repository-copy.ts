import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..', '..', '..');

/** A repository with our tools in it, and nothing yet to generate from. */
export interface RepositoryCopy {
  readonly folder: string;
  write(path: string, content: string): void;
  git(...args: string[]): void;
  /** Runs `tools/codegen.ts`. */
  codegen(...args: string[]): { readonly status: number | null; readonly output: string };
  remove(): void;
}

export function copyRepository(): RepositoryCopy {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-codegen-'));
  for (const path of ['codegen.ts', 'package.json', 'tools/codegen.ts', 'tools/codegen', 'tools/composition']) {
    cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const git = (...args: string[]) => void execFileSync('git', args, { cwd: folder });
  git('init', '-q');
  return {
    folder,
    git,
    write(path, content) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    },
    codegen(...args) {
      const ran = spawnSync(process.execPath, ['tools/codegen.ts', ...args], { cwd: folder, encoding: 'utf8' });
      return { status: ran.status, output: ran.stdout + ran.stderr };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
