import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { REPOSITORY } from '@tessera/testkit';
import { isExecutableDefinitionNode, parse, validate } from 'graphql';
import { loadSupergraph } from '../src/engine/supergraph/load-supergraph.ts';

const { apiSchema } = loadSupergraph(readFileSync(join(REPOSITORY, 'supergraph.graphql'), 'utf8'));
/** Asks a subgraph that its reader is about to make; `e2e/generator` makes it. */
const NEW_SUBGRAPH = 'docs/recipes/add-a-subgraph.md';
const BLOCK = /^( *)```graphql\n([\s\S]*?)\n\1```$/gm;

/** Every operation that a page shows: what is no type definition, by page and line. Blocks may hold several. */
function documentedOperations(): [string, string][] {
  const pages = ['README.md', ...globSync(['docs/**/*.md', 'examples/**/*.md'], { cwd: REPOSITORY })].filter((page) => page !== NEW_SUBGRAPH);
  return pages.flatMap((page) => {
    const text = readFileSync(join(REPOSITORY, page), 'utf8');
    return [...text.matchAll(BLOCK)].flatMap(({ index, 2: block = '' }): [string, string][] => {
      const line = text.slice(0, index).split('\n').length;
      const { definitions } = parse(block);
      return definitions.filter(isExecutableDefinitionNode).map(({ loc }) => [`${page}:${line}`, block.slice(loc?.start, loc?.end)]);
    });
  });
}

it.each(documentedOperations())('what %s shows is an operation of the graph: %s', (_, operation) => {
  expect(validate(apiSchema, parse(operation))).toEqual([]);
});
