import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { executeCodegen } from '@graphql-codegen/cli';
import type { Types } from '@graphql-codegen/plugin-helpers';
import config from '../codegen.ts';
import { ROOT } from './composition/subgraphs.ts';

/**
 * Writes every generated type (`npm run codegen`), those of some folders only (`npm run codegen -- subgraphs/crm`), or
 * with `--check` fails where a generated file is stale, missing, orphaned or not tracked by git.
 */
async function main(): Promise<void> {
  const check = process.argv.includes('--check');
  const folders = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
  const generates = Object.fromEntries(
    Object.entries(config.generates).filter(([path]) => !folders.length || folders.some((each) => path.startsWith(each))),
  );
  if (!('examples/typed-client/src/generated/' in config.generates)) {
    console.log('Skipped the typed client: examples/typed-client/src or supergraph.graphql does not exist.');
  }
  const { result: files, error } = await executeCodegen({ ...config, generates, cwd: ROOT, silent: true });
  const leftOver = error || folders.length > 0 ? [] : orphans(files);
  const problems = [...messagesOf(error), ...(check ? findProblems(files, leftOver) : [])];
  if (!check) write(files, leftOver);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
  console.log(`${check ? 'Checked' : 'Generated'} ${files.length} files.`);
}

function messagesOf(error: unknown): readonly string[] {
  if (error instanceof AggregateError) return error.errors.flatMap(messagesOf);
  if (!(error instanceof Error)) return [];
  const source = 'source' in error ? `${String(error.source)}: ` : '';
  return [`${source}${error.message}`];
}

function write(files: readonly Types.FileOutput[], leftOver: readonly string[]): void {
  for (const { filename, content } of files) {
    const path = resolve(ROOT, filename);
    if (existsSync(path) && readFileSync(path, 'utf8') === content) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  for (const path of leftOver) rmSync(join(ROOT, path));
}

function findProblems(files: readonly Types.FileOutput[], leftOver: readonly string[]): string[] {
  const tracked = new Set(listFiles('--cached'));
  const stale = files.flatMap(({ filename, content }) => {
    const path = resolve(ROOT, filename);
    if (!existsSync(path)) return [`${filename} is missing: run \`npm run codegen\`.`];
    if (readFileSync(path, 'utf8') !== content) return [`${filename} is stale: run \`npm run codegen\`.`];
    return tracked.has(filename) ? [] : [`${filename} is not tracked: \`git add\` it.`];
  });
  return [...stale, ...leftOver.map((path) => `${path} has no source any more: delete it.`)];
}

/** Generated files that lie in the work tree, tracked or not; meaningful only after everything was generated. */
function orphans(files: readonly Types.FileOutput[]): readonly string[] {
  const made = new Set(files.map(({ filename }) => filename));
  const lying = new Set([...listFiles('--cached'), ...listFiles('--others')]);
  return [...lying].filter((path) => isGenerated(path) && !made.has(path) && existsSync(join(ROOT, path)));
}

function isGenerated(path: string): boolean {
  return /^subgraphs\/[^/]+\/(contract\/coordinates\.generated\.ts|src\/generated\/.+)$/.test(path);
}

function listFiles(which: '--cached' | '--others'): readonly string[] {
  const folders = ['subgraphs', 'examples'].filter((folder) => existsSync(join(ROOT, folder)));
  const output = execFileSync('git', ['ls-files', which, '--exclude-standard', '--', ...folders], { cwd: ROOT });
  return output.toString('utf8').split('\n').filter(Boolean);
}

await main();
