import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The repository's root. Entries in `tools/` and `codegen.ts` are the only callers, so the depth is fixed. */
export const ROOT = join(import.meta.dirname, '..', '..');

/** One subgraph as the folder tells it: its name, and where its contract lies (absolute path). */
export interface SubgraphFolder {
  readonly name: string;
  readonly folder: string;
  readonly schemaFile: string;
  readonly permissionsFile: string;
}

/** Every folder of `subgraphs/` that has a `contract/schema.graphql`, by name. The one list that others derive from. */
export function listSubgraphs(root: string = ROOT): readonly SubgraphFolder[] {
  const base = join(root, 'subgraphs');
  if (!existsSync(base)) return [];
  return readdirSync(base)
    .sort()
    .map((name) => ({
      name,
      folder: join(base, name),
      schemaFile: join(base, name, 'contract', 'schema.graphql'),
      permissionsFile: join(base, name, 'contract', 'permissions.ts'),
    }))
    .filter((subgraph) => existsSync(subgraph.schemaFile));
}

export function readSdl(subgraph: SubgraphFolder): string {
  return readFileSync(subgraph.schemaFile, 'utf8');
}
