import { runSubgraph, type AnySubgraph } from '@tessera/subgraph';

/** `node tools/serve.ts crm`: one subgraph from source, in this process. A bundle in `dist/` does the same. */
const [name] = process.argv.slice(2);
if (!name || !/^[a-z][a-z0-9-]*$/.test(name)) {
  process.stderr.write('Name the subgraph: node tools/serve.ts crm\n');
  process.exit(1);
}
const { subgraph } = (await import(`../subgraphs/${name}/src/index.ts`)) as { subgraph: AnySubgraph };
await runSubgraph(subgraph);
