import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The checked-in files that change with the folder subgraphs/. */
const DERIVED = [
  'package-lock.json',
  'supergraph.graphql',
  'supergraph.permissions.json',
  'packages/permissions/src/scopes.generated.ts',
  'docker-compose.yml',
  'docs/access.md',
  'docs/schema/public.graphql',
];

/** Remembers the derived files as they are. @returns what puts them back */
export async function keepDerived(root: string): Promise<() => Promise<void>> {
  const read = async (file: string) => ({ file, text: await readFile(file, 'utf8').catch(() => null) });
  const kept = await Promise.all(DERIVED.map((path) => read(join(root, path))));
  return async () => {
    for (const { file, text } of kept) await (text === null ? rm(file, { force: true }) : writeFile(file, text));
  };
}
