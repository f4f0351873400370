import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isOperatorError, OperatorError } from '@tessera/platform';
import { buildSchema } from 'graphql';
import { keepDerived } from './new-subgraph/keep-derived.ts';
import { namesFor, type Names } from './new-subgraph/names.ts';
import { addWorkspace, isWorkspace } from './new-subgraph/workspace.ts';

/**
 * `npm run new:subgraph orders` (or `npm run new:subgraph stock -- --entity StockItem`): lays down contract, source,
 * tests, schema and migration of a subgraph with one entity, and brings every generated file up to date. The result
 * composes, passes the inherited tests and shows in the Playground; then fill in what it is really about.
 *
 * All or nothing: when a step fails, the folders go and the generated files are as they were.
 */
const root = resolve(import.meta.dirname, '..');
const template = join(import.meta.dirname, 'new-subgraph/template');

async function main(): Promise<void> {
  const names = namesFor(process.argv.slice(2));
  const targets = { subgraph: join(root, 'subgraphs', names.name), prisma: join(root, 'prisma', names.name) };
  await refuseWhatIsThere(names, Object.values(targets));
  const putBack = await keepDerived(root);
  try {
    for (const [part, target] of Object.entries(targets)) await lay(join(template, part), target, names);
    regenerate(names.name);
    await addWorkspace(root, names.name);
  } catch (error) {
    for (const folder of Object.values(targets)) await rm(folder, { recursive: true, force: true });
    await putBack();
    throw error;
  }
  process.stdout.write(
    `\nsubgraphs/${names.name} and prisma/${names.name} are there. Next:\n` +
      `  1. say what it is: subgraphs/${names.name}/contract/\n` +
      `  2. decide: subgraphs/${names.name}/src/{domain,services}/\n` +
      `  3. store: prisma/${names.name}/ (a change of tables is a new folder in migrations/)\n` +
      '  4. npm start, and ask it in the Playground; docs/recipes/add-a-subgraph.md tells more\n',
  );
}

async function refuseWhatIsThere(names: Names, folders: readonly string[]): Promise<void> {
  const there = folders.find((folder) => existsSync(folder));
  if (there) throw new OperatorError(`${there} is there already. Choose another name, or remove it first.`);
  if (await isWorkspace(root, names.name)) {
    throw new OperatorError(`@tessera/${names.name} is a package already. Choose another name.`);
  }
  const graph = buildSchema(await readFile(join(root, 'docs/schema/public.graphql'), 'utf8'));
  const types = [names.Entity, `${names.Entity}Connection`, `${names.Entity}Filter`, `${names.Entity}Order`];
  const type = types.find((each) => graph.getType(each));
  const field = [names.entity, names.entities].find((each) => graph.getQueryType()?.getFields()[each]);
  if (type ?? field) {
    const what = type ?? `Query.${field}`;
    throw new OperatorError(`The graph has ${what} already. Name the entity otherwise: -- --entity <TypeName>.`);
  }
}

/** Copies a folder of templates; `{{…}}` is filled in, in paths and in text. */
async function lay(from: string, to: string, names: Names): Promise<void> {
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const source = join(entry.parentPath, entry.name);
    const target = join(to, fill(source.slice(from.length + 1).replace(/\.template$/, ''), names));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, fill(await readFile(source, 'utf8'), names));
  }
}

function fill(text: string, names: Names): string {
  return text.replace(/\{\{([\w-]+)\}\}/g, (_all, name: string) => {
    if (!(name in names)) throw new Error(`A template uses {{${name}}}, which is not known.`);
    return names[name as keyof Names];
  });
}

/** Everything that is derived from the folder subgraphs/, in the order in which one needs the other. */
function regenerate(name: string): void {
  const node = (...args: string[]) => execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  node('tools/prisma-generate.ts');
  node('tools/codegen.ts', `subgraphs/${name}`);
  node('tools/compose.ts');
  node('tools/codegen.ts');
  node('tools/access-matrix.ts');
  node('tools/compose-file.ts');
  node('tools/breaking-changes.ts', '--record');
}

main().catch((error: unknown) => {
  process.stderr.write(`${isOperatorError(error) ? error.message : String((error as Error)?.stack ?? error)}\n`);
  process.exitCode = 1;
});
