import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** One thing that must hold: a script and its arguments, run by the Node that runs this. */
interface Step {
  readonly name: string;
  readonly script: string;
  readonly args?: readonly string[];
}

interface Outcome {
  readonly step: Step;
  readonly ok: boolean;
  readonly output: string;
}

const ROOT = join(import.meta.dirname, '..');
const AT_ONCE = 2;

/** Types need the Prisma clients, which are generated and not checked in. */
const PREPARATION: Step = { name: 'Prisma clients', script: 'tools/prisma-generate.ts' };

const SOURCES = ['gateway', 'subgraphs', 'packages', 'tools', 'examples', 'e2e', 'codegen.ts'];
const STEPS: readonly Step[] = [
  { name: 'types', script: 'node_modules/typescript/bin/tsc', args: ['--noEmit', '-p', 'tsconfig.json'] },
  { name: 'lint', script: 'node_modules/oxlint/bin/oxlint', args: ['--type-aware'] },
  {
    name: 'walls',
    script: 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
    args: ['--config', '.dependency-cruiser.cjs', ...SOURCES],
  },
  { name: 'generated types', script: 'tools/codegen.ts', args: ['--check'] },
  { name: 'composition and permissions', script: 'tools/compose.ts', args: ['--check'] },
  { name: 'changes that break clients', script: 'tools/breaking-changes.ts' },
  { name: 'error docs', script: 'tools/docs-errors.ts', args: ['--check'] },
  { name: 'access matrix', script: 'tools/access-matrix.ts', args: ['--check'] },
  { name: 'settings in the docs', script: 'tools/docs-settings.ts', args: ['--check'] },
  { name: 'environment template', script: 'tools/env-template.ts', args: ['--check'] },
  { name: 'compose file', script: 'tools/compose-file.ts', args: ['--check'] },
  { name: 'RPC types', script: 'tools/rpc-codegen.ts', args: ['--check'] },
];

/** Runs every check of the repository (`npm run check`), two at once, and tells all failures at the end. */
async function main(): Promise<void> {
  const started = performance.now();
  const prepared = await run(PREPARATION);
  const outcomes = [prepared, ...(await runAll(STEPS))];
  const failures = outcomes.filter(({ ok }) => !ok);
  for (const { step, output } of failures) console.error(`\n── ${step.name}\n${output.trim()}`);
  console.log(`\n${outcomes.length - failures.length} checks passed, ${failures.length} failed (${seconds(started)}).`);
  if (failures.length > 0) process.exitCode = 1;
}

async function runAll(steps: readonly Step[]): Promise<Outcome[]> {
  const waiting = [...steps];
  const outcomes: Outcome[] = [];
  const worker = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) outcomes.push(await run(step));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return outcomes;
}

async function run(step: Step): Promise<Outcome> {
  const started = performance.now();
  const exists = existsSync(join(ROOT, step.script));
  const { ok, output } = exists ? await runScript(step) : { ok: false, output: `${step.script} does not exist.` };
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${step.name} (${seconds(started)})`);
  return { step, ok, output };
}

function runScript({ script, args = [] }: Step): Promise<{ ok: boolean; output: string }> {
  const child = spawn(process.execPath, [script, ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const output = () => Buffer.concat(chunks).toString('utf8');
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ ok: false, output: error.message }));
    child.on('close', (code) => resolve({ ok: code === 0, output: output() }));
  });
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

await main();
