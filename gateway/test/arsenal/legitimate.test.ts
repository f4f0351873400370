import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Identity } from '@tessera/identity';
import { getOperationAST, parse } from 'graphql';
import { pino } from 'pino';
import { loadSupergraph } from '../../src/engine/supergraph/load-supergraph.ts';
import { errorsOf } from '../../src/http/graphql/answer.ts';
import { admitOperation, type PipelineParts } from '../../src/http/graphql/pipeline.ts';
import { DEFAULT_LIMITS } from '../../src/limits/limit-settings.ts';
import { createVariableGuard } from '../../src/limits/variable-guard.ts';
import { createMetrics } from '../../src/metrics.ts';
import { createDocumentSources } from '../../src/operations/document-sources.ts';
import { openServing, type Serving } from '../../src/serving.ts';
import { changes } from './legitimate/changes.ts';
import { details } from './legitimate/details.ts';
import type { LegitimateOperation } from './legitimate/legitimate-operation.ts';
import { lists } from './legitimate/lists.ts';
import { sampleVariables } from './legitimate/sample-values.ts';
import { SCREENS } from './legitimate/screens.ts';
import { writtenElsewhere } from './legitimate/written-elsewhere.ts';
import { abstractGraph, tesseraGraph } from './targets.ts';

const graphs = { tessera: tesseraGraph(), abstract: abstractGraph() };
const schemas = {
  tessera: loadSupergraph(graphs.tessera.sdl).apiSchema,
  abstract: loadSupergraph(graphs.abstract.sdl).apiSchema,
};
const { tessera } = schemas;
const GROUPS: readonly (readonly [string, readonly LegitimateOperation[]])[] = [
  ['lists', lists(tessera)],
  ['details', details(tessera)],
  ['changes', changes(tessera)],
  ['screens', SCREENS],
  ['operations of the end-to-end tests and the examples', writtenElsewhere(tessera)],
];

const user = { userId: '0197-user', sessionId: '0197-session' };
/** Each operation is somebody's: which roles may do what is not the question here. */
const CALLERS: readonly (Identity | null)[] = [
  { ...user, role: 'OWNER', tenantId: '0197-tenant' },
  { ...user, role: 'SUPERADMIN', tenantId: null },
  { ...user, role: 'SUPERADMIN', tenantId: '0197-tenant' },
  { ...user, role: 'MEMBER', tenantId: '0197-tenant' },
  null,
];

let servings: Record<'tessera' | 'abstract', Serving>;
beforeAll(async () => {
  servings = { tessera: await open('tessera'), abstract: await open('abstract') };
}, 60_000);
afterAll(() => Promise.all(Object.values(servings).map((serving) => serving.retire())));

it('there are more than two hundred of them', () => {
  expect(GROUPS.flatMap(([, operations]) => operations).length).toBeGreaterThan(200);
});

describe.each(GROUPS)('with the default limits, none is refused of the %s', (_, operations) => {
  it.each(operations)('$name', async (operation) => {
    const refusals: string[] = [];
    for (const identity of CALLERS) {
      try {
        return await admit(operation, identity);
      } catch (error) {
        refusals.push(...errorsOf(error).map(({ message, extensions }) => `${String(extensions['code'])}: ${message}`));
      }
    }
    expect(refusals).toEqual([]);
  });
});

/** The whole way up to where it would run: validation, limits, gate, cost and plan. */
async function admit(
  { graph = 'tessera', query, operationName, variables }: LegitimateOperation,
  identity: Identity | null,
) {
  const definition = getOperationAST(parse(query), operationName);
  if (!definition) throw new Error('There is no such operation.');
  const given = variables ?? sampleVariables(schemas[graph], definition);
  const journey = {
    params: { query, operationName, variables: given },
    isReadOnly: false,
    context: {
      identity,
      refusal: null,
      requestId: '0197-request',
      clientAddress: '127.0.0.1',
      deadline: Date.now() + 20_000,
      signal: new AbortController().signal,
    },
  };
  const admitted = await admitOperation(partsOf(graph), servings[graph], journey);
  await admitted.operation.prepare(admitted.variables);
}

function partsOf(graph: 'tessera' | 'abstract'): PipelineParts {
  return {
    sources: createDocumentSources(undefined, pino({ level: 'silent' })),
    serving: () => servings[graph],
    limitRate: () => undefined,
    guardVariables: createVariableGuard(DEFAULT_LIMITS),
    maxCost: DEFAULT_LIMITS.cost,
  };
}

function open(graph: 'tessera' | 'abstract'): Promise<Serving> {
  const names = loadSupergraph(graphs[graph].sdl).subgraphs.keys();
  return openServing(graphs[graph].sdl, graphs[graph].permissions, {
    subgraphs: Object.fromEntries([...names].map((name) => [name, 'http://127.0.0.1:9/graphql'])),
    signingRoot: undefined,
    subgraphTimeoutMs: undefined,
    maxAnswerBytes: undefined,
    // GraphiQL asks where introspection is on.
    production: false,
    limits: DEFAULT_LIMITS,
    isTrusted: () => false,
    metrics: createMetrics(),
  });
}
