import { afterAll, describe, it } from '@jest/globals';
import { compose, type Composed } from './composed.ts';
import { createEngineContestant } from './contestants/engine.ts';
import { CORNER_CASES } from './corner-cases.ts';
import { readOperation } from './generate/operation.ts';
import type { Graph } from './graph.ts';
import type { Contestant } from './operation.ts';
import { describeDisagreement, tryOperation } from './trial.ts';

describe('the engine answers as one graphql-js server does', () => {
  const known = new Map<Graph, readonly [Composed, Contestant]>();
  const contestFor = (graph: Graph) => {
    const composed = known.get(graph)?.[0] ?? compose(graph);
    const contest = known.get(graph) ?? ([composed, createEngineContestant(composed)] as const);
    known.set(graph, contest);
    return contest;
  };

  afterAll(() => Promise.all([...known.values()].map(([, contestant]) => contestant.close())));

  it.each(CORNER_CASES.map((each) => [each.name, each] as const))('%s', async (_, { graph, query, variables, faults = [], down = [] }) => {
    const [composed, contestant] = contestFor(graph);
    const operation = readOperation(composed.apiSchema, query, variables);
    const disagreement = await tryOperation(composed, contestant, operation, { faults, down });
    if (disagreement) throw new Error(describeDisagreement(disagreement));
  });
});
