import { settle } from './composition/artefact.ts';
import { loadPermissions, mergePermissions, printMergedTable } from './composition/permissions.ts';
import { printScopes } from './composition/scopes.ts';
import { publicSchema } from './composition/public-schema.ts';
import { listSubgraphs } from './composition/subgraphs.ts';
import { composeSupergraph } from './composition/supergraph.ts';

/**
 * Composes `subgraphs/` into supergraph.graphql and supergraph.permissions.json, which is all that the gateway reads, and
 * the list of scopes that API keys can have (`npm run compose`); with `--check` fails where they are not what the
 * contracts say.
 */
async function main(): Promise<void> {
  const subgraphs = listSubgraphs();
  const composition = composeSupergraph(subgraphs);
  if (composition.errors) return fail('The subgraphs do not compose:', composition.errors);
  for (const hint of composition.hints) console.log(`Hint: ${hint}`);

  const parts = await Promise.all(subgraphs.map(loadPermissions));
  const { merged, problems } = mergePermissions(parts, publicSchema(composition.supergraphSdl));
  if (problems.length > 0) return fail('The permission tables do not fit the schema:', problems);

  const artefacts = [
    { path: 'supergraph.graphql', content: composition.supergraphSdl },
    { path: 'supergraph.permissions.json', content: printMergedTable(merged) },
    { path: 'packages/permissions/src/scopes.generated.ts', content: printScopes(merged) },
  ];
  settle(artefacts, 'npm run compose');
}

function fail(headline: string, problems: readonly string[]): void {
  console.error([headline, ...problems].join('\n- '));
  process.exitCode = 1;
}

await main();
