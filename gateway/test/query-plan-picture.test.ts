import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import { describe, expect, it } from '@jest/globals';
import { OperationTypeNode } from 'graphql';
import { planSteps } from '../src/engine/program/plan-steps.ts';
import { operationText, requiredText, summaryOf } from '../src/playground/client/query-plan/fetch-text.ts';
import { layOut } from '../src/playground/client/query-plan/layout.ts';

const fetch = (serviceName: string, more: Partial<FetchNode> = {}): FetchNode => ({
  kind: 'Fetch',
  serviceName,
  operation: '{me{__typename id}customers{name}}',
  operationName: undefined,
  operationKind: OperationTypeNode.QUERY,
  ...more,
});
const sequence = (...nodes: PlanNode[]): PlanNode => ({ kind: 'Sequence', nodes });
const parallel = (...nodes: PlanNode[]): PlanNode => ({ kind: 'Parallel', nodes });
const flatten = (node: PlanNode): PlanNode => ({ kind: 'Flatten', path: ['orders', '@', 'items', '@'], node });
const plan = (node: QueryPlan['node']): QueryPlan => ({ kind: 'QueryPlan', node });

/** Where each subgraph's box begins. */
function boxes(node: PlanNode, room = 1_000) {
  return Object.fromEntries(layOut(plan(node), room).fetches.map(({ fetch: { serviceName }, x, y }) => [serviceName, { x, y }]));
}

describe('the picture of a plan', () => {
  it('has what runs in turn below one another, with an arrow in between', () => {
    const { fetches, arrows } = layOut(plan(sequence(fetch('a'), fetch('b'))), 1_000);
    const [first, second] = fetches;
    expect(second!.x).toBe(first!.x);
    expect(arrows).toEqual([{ x: first!.x + first!.width / 2, from: first!.y + first!.height, to: second!.y }]);
  });

  it('has what runs at once side by side, in a frame that says so', () => {
    const { a, b } = boxes(parallel(fetch('a'), fetch('b')));
    expect([b!.y, b!.x > a!.x]).toEqual([a!.y, true]);
    expect(layOut(plan(parallel(fetch('a'), fetch('b'))), 1_000).frames).toMatchObject([{ label: 'parallel' }]);
  });

  it('has it over several lines where there is no room for one', () => {
    const picture = layOut(plan(parallel(fetch('a'), fetch('b'), fetch('c'))), 450);
    const [a, b, c] = picture.fetches;
    expect([b!.y, c!.y > a!.y]).toEqual([a!.y, true]);
    expect(picture.width).toBeLessThanOrEqual(450);
  });

  it('says where in the answer a fetch puts what it brings, and under which condition it is made', () => {
    const node: PlanNode = { kind: 'Condition', condition: 'deep', ifClause: flatten(fetch('a')), elseClause: fetch('b') };
    const { labels, frames } = layOut(plan(node), 1_000);
    expect(labels).toMatchObject([{ path: 'orders[].items[]' }]);
    expect(frames.map(({ label }) => label)).toEqual(['if $deep', 'unless $deep']);
  });

  it('draws nothing over anything else, and nothing outside', () => {
    const wide = parallel(sequence(fetch('a'), flatten(parallel(fetch('b'), fetch('c')))), fetch('d'), sequence(fetch('e'), fetch('f')));
    for (const room of [0, 300, 500, 2_000]) {
      const { fetches, width, height } = layOut(plan(wide), room);
      for (const one of fetches) {
        expect(one.x >= 0 && one.y >= 0 && one.x + one.width <= width && one.y + one.height <= height).toBe(true);
        const others = fetches.filter((each) => each !== one);
        const apart = (other: typeof one) =>
          other.x >= one.x + one.width || one.x >= other.x + other.width || other.y >= one.y + one.height || one.y >= other.y + other.height;
        expect(others.every(apart)).toBe(true);
      }
    }
  });

  it('numbers fetches as the gateway does, which tells by number what each request carried', () => {
    const condition: PlanNode = { kind: 'Condition', condition: 'x', ifClause: fetch('c'), elseClause: sequence(fetch('d'), fetch('e')) };
    const node = sequence(fetch('a'), parallel(flatten(fetch('b')), condition), fetch('f'));
    const drawn = layOut(plan(node), 300).fetches.toSorted((one, other) => one.index - other.index);
    expect(drawn.map((box) => [box.index, box.fetch.serviceName])).toEqual(
      planSteps(node).map((step) => [step.index, step.fetch.serviceName]),
    );
  });

  it('is empty where no subgraph is asked', () => {
    expect(layOut(plan(undefined), 300).fetches).toEqual([]);
  });
});

describe('the text of a fetch', () => {
  const entities = fetch('tenants', {
    operation:
      'query($representations:[_Any!]!){_entities(representations:$representations){...on User{role ...Home}...on Bot{__typename}}}fragment Home on User{tenant{name}}',
    requires: [
      {
        kind: 'InlineFragment',
        typeCondition: 'User',
        selections: [{ kind: 'Field', name: '__typename' }, { kind: 'Field', name: 'id' }],
      },
    ],
  });

  it('names the root fields, or the types and fields of entities', () => {
    expect(summaryOf(fetch('auth'))).toBe('me, customers');
    expect(summaryOf(entities)).toBe('User: role, tenant; Bot: __typename');
  });

  it('is the operation over lines, and what the entities are known by', () => {
    expect(operationText(fetch('auth'))).toContain('{\n  me {\n    __typename\n    id\n  }');
    expect(requiredText(entities)).toBe('User { __typename id }');
  });
});
