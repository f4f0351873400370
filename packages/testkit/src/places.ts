import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The repository that is under test. */
export const REPOSITORY = join(import.meta.dirname, '../../..');

/** A superuser's URL of the server that `npm test` started for this run. */
export function testServerUrl(): string {
  return process.env['TESSERA_TEST_DATABASE_URL'] ?? 'postgresql://postgres@127.0.0.1:5432/postgres';
}

/** Every subgraph, by the folders of subgraphs/. What holds for all of them is tested in a loop over these names. */
export function listSubgraphNames(): string[] {
  const folder = join(REPOSITORY, 'subgraphs');
  return readdirSync(folder).filter((name) => existsSync(join(folder, name, 'src/index.ts'))).toSorted();
}
