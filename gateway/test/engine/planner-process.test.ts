import { afterEach, describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { loadSupergraph } from '../../src/engine/supergraph/load-supergraph.ts';
import { PlannerProcess, type PlanningLimits } from '../../src/engine/supergraph/planner-process.ts';
import { abstractSupergraph } from '../arsenal/abstract-graph.ts';

const SDL = abstractSupergraph((name) => `http://${name}.invalid/graphql`);
/** Apollo's planner tries 3 to the power of 24 ways. */
const ENDLESS = '{ items { similar { views } } }';

const planners: PlannerProcess[] = [];
afterEach(async () => {
  await Promise.all(planners.splice(0).map((process) => process.close()));
});

function planner(limits: Partial<PlanningLimits> = {}, sdl = SDL) {
  const process = new PlannerProcess(sdl, { planningMs: 60_000, planningMegabytes: 48, ...limits });
  planners.push(process);
  return { process, plan: (query: string, name?: string) => process.plan(parse(query), name) };
}

const refusal = (limit: string) => ({ extensions: expect.objectContaining({ code: 'LIMIT_EXCEEDED', limit }) });

describe('the planner in its process', () => {
  it('plans as the planner beside it does', async () => {
    const query = 'query A { count } query B($id: ID!) { item(id: $id) { title views } }';
    const { plan } = planner();
    expect(await plan(query, 'B')).toEqual(await loadSupergraph(SDL).plan(parse(query), 'B'));
  });

  it('gives up what takes too long, and plans what waited behind it', async () => {
    const { plan } = planner({ planningMs: 1_500, planningMegabytes: 2_000 });
    const [endless, waiting] = await Promise.allSettled([plan(ENDLESS), plan('{ items { views } }')]);
    expect(endless).toMatchObject({ status: 'rejected', reason: refusal('planningMs') });
    expect(waiting).toMatchObject({ status: 'fulfilled', value: { kind: 'QueryPlan' } });
  });

  it('gives up what takes too much memory, and plans on', async () => {
    const { plan } = planner();
    await expect(plan(ENDLESS)).rejects.toMatchObject(refusal('planningMegabytes'));
    expect(await plan('{ items { id } }')).toMatchObject({ kind: 'QueryPlan' });
  });

  it('does not try again soon what it gave up', async () => {
    const { plan, process } = planner();
    const first: unknown = await plan(ENDLESS).catch((error: unknown) => error);
    await process.start();
    expect(await plan(ENDLESS).catch((error: unknown) => error)).toBe(first);
  });

  it('tells what the planner throws, and plans on', async () => {
    const { plan } = planner();
    await expect(plan('{ nobodyKnows }')).rejects.toThrow(/nobodyKnows/);
    expect(await plan('{ items { id } }')).toMatchObject({ kind: 'QueryPlan' });
  });

  it('turns away what would wait too long for its turn', async () => {
    const { plan } = planner();
    const plans = await Promise.allSettled(Array.from({ length: 300 }, (_, at) => plan(`{ a${at}: count }`)));
    const turnedAway = plans.filter(({ status }) => status === 'rejected');
    expect(turnedAway.length).toBeGreaterThan(0);
    expect(plans.length - turnedAway.length).toBeGreaterThan(100);
    for (const each of turnedAway) expect(each).toMatchObject({ reason: { code: 'OVERLOADED' } });
  });

  it('cannot be started for a graph that cannot be read', async () => {
    await expect(planner({}, 'type Query { a: Int }').process.start()).rejects.toThrow('The supergraph cannot be read: ');
  });
});
