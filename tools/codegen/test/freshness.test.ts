import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..', '..');
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

/** A repository of one subgraph, with our tools in it. */
let copy = '';

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'tessera-codegen-'));
  for (const path of ['codegen.ts', 'package.json', 'tools/codegen.ts', 'tools/codegen', 'tools/composition']) {
    cpSync(join(ROOT, path), join(copy, path), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  mkdirSync(join(copy, 'subgraphs/shop/contract'), { recursive: true });
  mkdirSync(join(copy, 'subgraphs/shop/src'), { recursive: true });
  writeFileSync(join(copy, 'subgraphs/shop/contract/schema.graphql'), SCHEMA);
  writeFileSync(join(copy, 'subgraphs/shop/src/mappers.ts'), 'export interface OrderRow { readonly id: string }\n');
  git('init', '-q');
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

function git(...args: string[]) {
  execFileSync('git', args, { cwd: copy });
}

function codegen(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/codegen.ts', ...args], { cwd: copy, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

describe('generated types', () => {
  it('are made from the folders of subgraphs/, with rows in place of schema types', () => {
    expect(codegen()).toMatchObject({ status: 0 });
    const resolvers = readFileSync(join(copy, RESOLVERS), 'utf8');
    expect(resolvers).toContain("import type { OrderRow } from '../mappers.ts';");
    expect(resolvers).toContain("import type { Context } from '../context.ts';");
    expect(resolvers).not.toMatch(/^export enum/m);
    const coordinates = readFileSync(join(copy, COORDINATES), 'utf8').replaceAll(/\s+/g, ' ');
    expect(coordinates).toContain("required: { readonly Order: | 'at' | 'id' | 'size'; readonly Query: | 'orders'; };");
    expect(coordinates).toContain("other: { readonly OrderConnection: | 'nodes'; };");
  });

  it('are refused by the check while git does not track them', () => {
    expect(codegen('--check')).toMatchObject({ status: 1, output: expect.stringContaining(`${RESOLVERS} is not tracked`) });
    git('add', RESOLVERS, COORDINATES);
    expect(codegen('--check')).toMatchObject({ status: 0 });
  });

  it('are refused when they are stale, or left over', () => {
    appendFileSync(join(copy, COORDINATES), '// by hand\n');
    mkdirSync(join(copy, 'subgraphs/gone/src/generated'), { recursive: true });
    writeFileSync(join(copy, 'subgraphs/gone/src/generated/resolvers.ts'), '');
    const { status, output } = codegen('--check');
    expect(status).toBe(1);
    expect(output).toContain(`${COORDINATES} is stale`);
    expect(output).toContain('subgraphs/gone/src/generated/resolvers.ts has no source any more');
    codegen();
    expect(codegen('--check')).toMatchObject({ status: 0 });
  });
});
