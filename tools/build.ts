import { glob, readFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { listServices } from './start/services.ts';

/**
 * Bundles the workspace in the current folder into one `dist/index.js`: our own packages inside, npm's outside.
 * A service has then one file to start and nothing of ours to resolve; `contract/` is read from beside it.
 * In `tools/` it bundles what the `migrate` container runs.
 *
 * Run by `turbo run build`, once a workspace.
 */
const root = resolve(import.meta.dirname, '..');
const workspace = process.cwd();
const place = relative(root, workspace);

for (const [file, entry] of Object.entries(await entries())) {
  await build({ ...shared(await npmPackages()), ...entry, outfile: join(workspace, 'dist', file) });
}

function shared(external: string[]): BuildOptions {
  return {
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    sourcemap: 'linked',
    // Paths in the source map and in comments are told from here.
    absWorkingDir: root,
    external,
    logLevel: 'warning',
  };
}

/** By file in `dist/`. */
async function entries(): Promise<Record<string, BuildOptions>> {
  if (place === 'gateway') {
    const planner = 'src/engine/supergraph';
    return {
      'index.js': fromFile('src/main.ts'),
      'planner-program.js': fromFile(`${planner}/planner-program.ts`),
      'planner-thread.js': fromFile(`${planner}/planner-thread.ts`),
    };
  }
  if (place === 'tools') {
    return {
      'index.js': fromText(await migrateEntry()),
      'create-superadmin.js': fromFile('create-superadmin.ts'),
      'keys.js': fromFile('keys.ts'),
      'migrate-split.js': fromFile('migrate-split.ts'),
    };
  }
  const subgraph = `
    import { runSubgraph } from '@tessera/subgraph';
    import { subgraph } from './src/index.ts';
    await runSubgraph(subgraph);
  `;
  return { 'index.js': fromText(subgraph), ...(await threads()) };
}

// What a service runs in a thread of its own, called "...-thread.ts": a bundle beside the service's.
async function threads(): Promise<Record<string, BuildOptions>> {
  const found: Record<string, BuildOptions> = {};
  for await (const path of glob('src/**/*-thread.ts', { cwd: workspace })) {
    found[`${basename(path, '.ts')}.js`] = fromFile(path);
  }
  return found;
}

/** Migrating needs every service's event contract, and a bundle can only import what it names. */
async function migrateEntry(): Promise<string> {
  const names = listServices();
  const imports = names.map((name, at) => `import events${at} from '../subgraphs/${name}/contract/events.ts';`);
  const contracts = names.map((name, at) => `${JSON.stringify(name)}: events${at}`);
  return `${imports.join('\n')}
    import { runMigrations } from './migrate/run.ts';
    await runMigrations({ ${contracts.join(', ')} });
  `;
}

function fromFile(path: string): BuildOptions {
  return { entryPoints: [join(workspace, path)] };
}

function fromText(contents: string): BuildOptions {
  return { stdin: { contents, resolveDir: workspace, sourcefile: 'entry.ts', loader: 'ts' } };
}

async function npmPackages(): Promise<string[]> {
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return Object.keys(manifest.dependencies);
}
