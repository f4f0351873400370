import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { REPOSITORY } from '@tessera/testkit';
import { parse, validate } from 'graphql';
import { loadSupergraph } from '../src/engine/supergraph/load-supergraph.ts';
import { DEFAULT_TABS } from '../src/playground/client/default-tabs.ts';

const { apiSchema } = loadSupergraph(readFileSync(join(REPOSITORY, 'supergraph.graphql'), 'utf8'));

it.each((DEFAULT_TABS ?? []).map(({ query }) => query ?? ''))('what a first visit to the Playground shows is valid: %s', (query) => {
  expect(validate(apiSchema, parse(query))).toEqual([]);
});
