import { describe, expect, it } from '@jest/globals';
import { inProcessGraph } from './in-process-graph.ts';

interface Machine {
  readonly id: string;
  readonly weight?: number;
  readonly grade?: string;
}

const factory = inProcessGraph({
  plant: {
    typeDefs: `
      type Query { machine: Machine must: Machine! }
      type Machine @key(fields: "id") { id: ID! weight: Int grade: String next: Machine }
    `,
    resolvers: {
      Query: { machine: () => ({ id: '1' }), must: () => ({ id: '2' }) },
      Machine: { weight: () => 7, grade: () => 'A', next: () => ({ id: '2' }) },
    },
  },
  shipping: {
    typeDefs: `
      type Machine @key(fields: "id") {
        id: ID!
        weight: Int @external
        grade: String @external
        cost: Int @requires(fields: "weight")
        label: String! @requires(fields: "grade")
      }
    `,
    resolvers: {
      Machine: { cost: ({ weight = 0 }: Machine) => weight * 2, label: ({ grade }: Machine) => `Grade ${grade}` },
    },
  },
});

describe('@skip and @include', () => {
  it.each([
    ['query($no: Boolean = false) { machine { cost @include(if: $no) label } }', { machine: { label: 'Grade A' } }],
    ['query($yes: Boolean = true) { machine { label @skip(if: $yes) cost } }', { machine: { cost: 14 } }],
    ['{ machine { cost @include(if: false) label } }', { machine: { label: 'Grade A' } }],
    ['{ machine { ...F @skip(if: true) label } } fragment F on Machine { cost }', { machine: { label: 'Grade A' } }],
  ])('leave what others require as it is: %s', async (query, expected) => {
    const { json, errors } = await factory.run(query);
    expect(errors).toEqual([]);
    expect(json).toEqual(expected);
  });

  it('leave an object that is asked for nothing', async () => {
    const query = `query($no: Boolean = false) {
      machine { id @include(if: $no) next { ... on Machine @skip(if: true) { id } } }
      must @skip(if: $no) { cost @include(if: $no) }
    }`;
    expect(await factory.run(query)).toMatchObject({ data: '{"machine":{"next":{}},"must":{}}', errors: [] });
    expect(factory.asked.every(({ query: text }) => !text.includes('cost'))).toBe(true);
  });

  it('leave a root that is asked for nothing, and ask nobody', async () => {
    expect(await factory.run('{ machine @include(if: false) { id } }')).toMatchObject({ data: '{}', errors: [] });
    expect(factory.asked).toEqual([]);
  });
});
