import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { copyRepository, type RepositoryCopy } from './support/repository-copy.ts';

const RESOLVERS = 'subgraphs/shop/src/generated/resolvers.ts';
const COORDINATES = 'subgraphs/shop/contract/coordinates.generated.ts';
const SCHEMA = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  scalar DateTime
  enum Size { SMALL LARGE }
  type Query { orders: OrderConnection! }
  type OrderConnection { nodes: [Order!]! }
  type Order @key(fields: "id") { id: ID! size: Size! at: DateTime! }
`;

/** Of one subgraph. */
let copy: RepositoryCopy;

beforeAll(() => {
  copy = copyRepository();
  copy.write('subgraphs/shop/contract/schema.graphql', SCHEMA);
  copy.write('subgraphs/shop/src/mappers.ts', 'export interface OrderRow { readonly id: string }\n');
});

afterAll(() => copy.remove());

const read = (path: string) => readFileSync(join(copy.folder, path), 'utf8');

describe('generated types', () => {
  it('are made from the folders of subgraphs/, with rows in place of schema types', () => {
    expect(copy.codegen()).toMatchObject({ status: 0 });
    const resolvers = read(RESOLVERS);
    expect(resolvers).toContain("import type { OrderRow } from '../mappers.ts';");
    expect(resolvers).toContain("import type { Context } from '../context.ts';");
    expect(resolvers).not.toMatch(/^export enum/m);
    const coordinates = read(COORDINATES).replaceAll(/\s+/g, ' ');
    expect(coordinates).toContain("required: { readonly Order: | 'at' | 'id' | 'size'; readonly Query: | 'orders'; };");
    expect(coordinates).toContain("other: { readonly OrderConnection: | 'nodes'; };");
  });

  it('are refused by the check while git does not track them', () => {
    expect(copy.codegen('--check')).toMatchObject({ status: 1, output: expect.stringContaining(`${RESOLVERS} is not tracked`) });
    copy.git('add', RESOLVERS, COORDINATES);
    expect(copy.codegen('--check')).toMatchObject({ status: 0 });
  });

  it('are refused when they are stale, or left over', () => {
    copy.write(COORDINATES, `${read(COORDINATES)}// by hand\n`);
    copy.write('subgraphs/gone/src/generated/resolvers.ts', '');
    const { status, output } = copy.codegen('--check');
    expect(status).toBe(1);
    expect(output).toContain(`${COORDINATES} is stale`);
    expect(output).toContain('subgraphs/gone/src/generated/resolvers.ts has no source any more');
    copy.codegen();
    expect(copy.codegen('--check')).toMatchObject({ status: 0 });
  });
});
