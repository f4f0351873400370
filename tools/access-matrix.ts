import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MergedTable } from '@tessera/permissions';
import { printAccessPage } from './composition/access-page.ts';
import { settle } from './composition/artefact.ts';
import { loadPermissions } from './composition/permissions.ts';
import { listSubgraphs, ROOT } from './composition/subgraphs.ts';

/** Writes docs/access.md from supergraph.permissions.json (`npm run docs:access`); with `--check` fails where stale. */
async function main(): Promise<void> {
  const table = JSON.parse(readFileSync(join(ROOT, 'supergraph.permissions.json'), 'utf8')) as MergedTable;
  const parts = await Promise.all(listSubgraphs().map(loadPermissions));
  const owners = new Map(
    parts.flatMap(({ name, fields }) =>
      [...fields].flatMap(([type, names]) => names.map((field) => [`${type}.${field}`, name] as const)),
    ),
  );
  settle([{ path: 'docs/access.md', content: printAccessPage(table, owners) }], 'npm run docs:access');
}

await main();
