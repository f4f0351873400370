import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';

const require = createRequire(import.meta.url);

/** What the bundle is made of; a new version of any makes a new bundle. */
const PARTS = [
  'esbuild',
  'eventsource-parser',
  'graphiql',
  '@graphiql/toolkit',
  'monaco-editor',
  'monaco-graphql',
  'react',
  'react-dom',
];
/** Raise it when `bundle` changes. */
const RECIPE = '2';

export interface Asset {
  readonly type: string;
  readonly body: Buffer;
}

export interface PlaygroundAssets {
  /** Changes with the content, so that a browser may keep what it has for good. */
  readonly version: string;
  readonly files: ReadonlyMap<string, Asset>;
}

/**
 * The Playground's scripts, workers, styles and fonts, bundled at the first request (about 1.3 s) and kept in
 * node_modules/.cache: `npm start` need not wait for a page that may never be opened.
 * @throws where the sources or esbuild are missing, as in a production image
 */
export async function loadAssets(log: Logger): Promise<PlaygroundAssets> {
  const sources = sourceFolder();
  const version = await versionOf(sources);
  const root = dirname(dirname(dirname(require.resolve('graphiql/package.json'))));
  const folder = join(root, 'node_modules/.cache/tessera-playground', version);
  const cached = await readFolder(folder).catch(() => null);
  if (cached) return { version, files: cached };

  const startedAt = Date.now();
  const built = await bundle(sources, root);
  log.info({ ms: Date.now() - startedAt, files: built.size }, 'bundled the Playground');
  await keep(folder, built).catch((error: unknown) => log.debug({ err: error }, 'the Playground is not cached'));
  return { version, files: withTypes(built) };
}

/** Beside this file, or, when this file is part of dist/index.js, in src/. */
function sourceFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const folder = [join(here, 'client'), resolve(here, '../src/playground/client')].find((path) => existsSync(path));
  if (!folder) throw new Error("The Playground's sources are not here.");
  return folder;
}

async function versionOf(sources: string): Promise<string> {
  const hash = createHash('sha256').update(RECIPE);
  for (const name of PARTS) {
    hash.update(name).update((require(`${name}/package.json`) as { version: string }).version);
  }
  for (const name of (await listFiles(sources)).toSorted()) hash.update(name).update(await readFile(join(sources, name)));
  return hash.digest('hex').slice(0, 16);
}

/** Paths from the folder. */
async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => relative(folder, join(parentPath, name)));
}

async function bundle(sources: string, root: string): Promise<Map<string, Buffer>> {
  const outputFiles = await runBundler(sources, root);
  const files = new Map<string, Buffer>();
  for (const file of outputFiles) {
    const name = file.path.slice(join(root, 'out').length + 1);
    files.set(name, name.endsWith('.css') ? splitFonts(file.text, files) : Buffer.from(file.contents));
  }
  return files;
}

/** The bundler is a process of its own, which ends with the work. */
async function runBundler(sources: string, root: string) {
  const { build, stop } = require('esbuild') as typeof import('esbuild');
  try {
    const { outputFiles } = await build({
      entryPoints: {
        boot: join(sources, 'boot.ts'),
        playground: join(sources, 'main.tsx'),
        'json.worker': require.resolve('monaco-editor/esm/vs/language/json/json.worker.js'),
        'graphql.worker': require.resolve('monaco-graphql/esm/graphql.worker.js'),
        'editor.worker': require.resolve('monaco-editor/esm/vs/editor/editor.worker.js'),
      },
      absWorkingDir: root,
      outdir: join(root, 'out'),
      write: false,
      bundle: true,
      splitting: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      jsx: 'automatic',
      define: { 'process.env.NODE_ENV': '"production"' },
      loader: { '.ttf': 'file' },
      // GraphiQL imports these by their old names, which are CommonJS: esbuild then finds no `parsers` in them.
      alias: {
        'prettier/parser-graphql': require.resolve('prettier/plugins/graphql.mjs'),
        'prettier/parser-babel': require.resolve('prettier/plugins/babel.mjs'),
      },
      legalComments: 'none',
      logLevel: 'silent',
    });
    return outputFiles;
  } finally {
    await stop();
  }
}

const EMBEDDED_FONT = /url\(\s*"?data:font\/(woff2?|ttf);(?:charset=utf-8;)?base64,([^")]+)"?\s*\)/g;

/** Makes files of the fonts that a style sheet carries as `data:` URLs, which `font-src 'self'` does not let in. */
function splitFonts(css: string, files: Map<string, Buffer>): Buffer {
  const replaced = css.replace(EMBEDDED_FONT, (_, kind: string, data: string) => {
    const font = Buffer.from(data, 'base64');
    const name = `font-${createHash('sha256').update(font).digest('hex').slice(0, 8)}.${kind}`;
    files.set(name, font);
    return `url(${name})`;
  });
  return Buffer.from(replaced);
}

/** By way of a folder of its own and a rename, so that no other process ever sees half of it. */
async function keep(folder: string, files: ReadonlyMap<string, Buffer>): Promise<void> {
  const parent = dirname(folder);
  const draft = join(parent, `.${randomUUID()}`);
  await mkdir(draft, { recursive: true });
  await Promise.all([...files].map(([name, body]) => writeFile(join(draft, name), body)));
  const older = (await readdir(parent)).filter((name) => !name.startsWith('.') && join(parent, name) !== folder);
  await rename(draft, folder).catch(() => rm(draft, { recursive: true }));
  await Promise.all(older.map((name) => rm(join(parent, name), { recursive: true, force: true })));
}

async function readFolder(folder: string): Promise<Map<string, Asset>> {
  const names = await readdir(folder);
  const bodies = await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name))] as const));
  return withTypes(new Map(bodies));
}

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  woff: 'font/woff',
  woff2: 'font/woff2',
  ttf: 'font/ttf',
};

function withTypes(files: ReadonlyMap<string, Buffer>): Map<string, Asset> {
  const typed = [...files].map(([name, body]) => {
    const type = TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
    return [name, { type, body }] as const;
  });
  return new Map(typed);
}
