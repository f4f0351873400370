import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, introspect, startProcess, startTessera, testServerUrl, type TestTessera } from '@tessera/testkit';
import { copyRepository, git } from './copy-repository.ts';
import { dropTemplate } from './drop-template.ts';

let copy: string;
beforeAll(() => {
  copy = copyRepository();
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** Runs a program of the copy in a process of its own. */
async function run(...args: string[]): Promise<{ code: number | string; output: string }> {
  const env = { ...process.env, TESSERA_TEST_DATABASE_URL: testServerUrl() };
  const program = startProcess(args, env, copy);
  return { code: await program.ended, output: program.output() };
}

/** As `run`, but an end other than success fails the test with what the program printed. */
async function succeed(...args: string[]): Promise<string> {
  const { code, output } = await run(...args);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${output}`);
  return output;
}

const generate = (...args: string[]) => run('tools/new-subgraph.ts', ...args);
/** Paths that differ from the copy as it was made. */
const changed = () => git(copy, 'diff', '--name-only').split('\n').filter(Boolean);
const added = () => git(copy, 'ls-files', '--others', '--exclude-standard').split('\n').filter(Boolean);

describe('a name that cannot be', () => {
  it.each([
    [['crm'], /is there already/],
    [['Orders'], /lower-case words with hyphens.*Usage: npm run new:subgraph/],
    [['my_orders'], /lower-case words with hyphens/],
    [[], /lower-case words with hyphens/],
    [['orders', 'invoices'], /lower-case words with hyphens/],
    [['orders', '--entities', 'Order'], /Unknown option/],
    [['orders', '--entity', 'order'], /not the name of a type/],
    [['buyers', '--entity', 'Customer'], /The graph has Customer already/],
    [['gateway'], /another part of Tessera/],
    [['tenancy'], /a package already/],
    [['classes'], /a word of JavaScript/],
  ])('%j is refused in one sentence, and nothing is laid down', async (args, sentence) => {
    const { code, output } = await generate(...args);
    expect({ code, lines: output.trim().split('\n').length }).toEqual({ code: 1, lines: 1 });
    expect(output).toMatch(sentence);
    expect([changed(), added()]).toEqual([[], []]);
  });
});

describe('a step that fails', () => {
  it('leaves everything as it was', async () => {
    const schema = join(copy, 'subgraphs/crm/contract/schema.graphql');
    const text = readFileSync(schema, 'utf8');
    writeFileSync(schema, `${text}\nextend type Query { broken: NoSuchType }\n`);
    const { code } = await generate('orders');
    writeFileSync(schema, text);
    expect({ code, changed: changed(), added: added() }).toEqual({ code: 1, changed: [], added: [] });
  });
});

const ORDERS = ['subgraphs/orders', 'prisma/orders'];
const STOCK_ITEMS = ['subgraphs/stock-items', 'prisma/stock-items'];
const JEST = ['node_modules/jest/bin/jest.js', '--forceExit', '--testTimeout=120000'];

describe('npm run new:subgraph orders', () => {
  beforeAll(async () => {
    await dropTemplate('orders');
    await succeed('tools/new-subgraph.ts', 'orders');
  });
  afterAll(() => dropTemplate('orders'));

  it('changes by itself what is derived from the folder, and nothing else', () => {
    expect(changed().toSorted()).toEqual([
      'docker-compose.yml',
      'docs/access.md',
      'docs/schema/public.graphql',
      'package-lock.json',
      'packages/permissions/src/scopes.generated.ts',
      'supergraph.graphql',
      'supergraph.permissions.json',
    ]);
    expect(added().filter((path) => !ORDERS.some((folder) => path.startsWith(`${folder}/`)))).toEqual([]);
  });

  it('composes', () => {
    const supergraph = readFileSync(join(copy, 'supergraph.graphql'), 'utf8');
    expect(supergraph).toContain('name: "orders"');
    expect(supergraph).toMatch(/^type Order\n/m);
  });

  it('leaves every generated file fresh', async () => {
    git(copy, 'add', '--all');
    for (const tool of ['codegen', 'compose', 'access-matrix', 'compose-file', 'breaking-changes']) {
      await succeed(`tools/${tool}.ts`, '--check');
    }
  });

  it('keeps to the walls of the house and to its lint rules', async () => {
    const cruise = ['node_modules/dependency-cruiser/bin/dependency-cruise.mjs', '--config', '.dependency-cruiser.cjs'];
    const { output } = await run(...cruise, ...ORDERS);
    expect(output).toMatch(/modules, .* dependencies cruised/);
    expect(output.split('\n').filter((line) => line.includes('/orders/'))).toEqual([]);
    await succeed('node_modules/oxlint/bin/oxlint', '--type-aware', ...ORDERS);
  });

  it('passes its own tests, those that every subgraph inherits, and the access table for each role', async () => {
    const files = ['subgraphs/orders/', 'e2e/every-subgraph', 'e2e/role-matrix'];
    const output = await succeed(...JEST, ...files, '-t', '[oO]rder|names every root field');
    expect(output).toMatch(/Test Suites: 7 passed, 7 total/);
  }, 180_000);
});

describe('npm run new:subgraph stock-items, a name of two words', () => {
  beforeAll(async () => {
    await dropTemplate('stock-items');
    await succeed('tools/new-subgraph.ts', 'stock-items');
  });
  afterAll(() => dropTemplate('stock-items'));

  it('makes well-typed code, as one word does', async () => {
    const { output } = await run('node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json');
    const ours = (line: string) => [...ORDERS, ...STOCK_ITEMS].some((folder) => line.startsWith(folder));
    expect(output.split('\n').filter(ours)).toEqual([]);
  });

  it('passes its own tests', async () => {
    expect(await succeed(...JEST, 'subgraphs/stock-items/')).toMatch(/Test Suites: 2 passed, 2 total/);
  });
});

describe('a Tessera with a generated subgraph', () => {
  let tessera: TestTessera;
  beforeAll(async () => {
    tessera = await startTessera({ root: copy });
  });
  afterAll(() => tessera?.stop());

  it('shows it to whoever asks for the schema, as the Playground does', async () => {
    const schema = await introspect(tessera.anonymous);
    expect(schema.getQueryType()?.getFields()).toHaveProperty('orders');
    expect(schema.getType('Order')?.toConfig()).toHaveProperty('description');
  });

  it('answers, creates, changes and deletes for an OWNER', async () => {
    const owner = await tessera.as('demo001', 'OWNER');
    const names = async (): Promise<string[]> => {
      const { orders } = await owner.ask('{ orders { nodes { name } } }');
      return orders.nodes.map((node: { name: string }) => node.name);
    };
    const seeded = ['First order of Demo Company', 'Second order of Demo Company'];
    expect(await names()).toEqual(expect.arrayContaining(seeded));

    const create = 'mutation ($input: CreateOrderInput!) { createOrder(input: $input) { id version } }';
    const { createOrder } = await owner.ask(create, { input: { name: 'A hundred chairs' } });
    const update =
      'mutation ($id: ID!, $v: Int!, $input: UpdateOrderInput!) {' +
      ' updateOrder(id: $id, version: $v, input: $input) { name version } }';
    const change = { id: createOrder.id, v: createOrder.version, input: { name: 'Ten chairs' } };
    const { updateOrder } = await owner.ask(update, change);
    expect(updateOrder).toEqual({ name: 'Ten chairs', version: createOrder.version + 1 });
    expect(await names()).toHaveLength(3);

    const remove = 'mutation ($id: ID!, $v: Int!) { deleteOrder(id: $id, version: $v) }';
    const removal = await owner.ask(remove, { id: createOrder.id, v: updateOrder.version });
    expect(removal).toEqual({ deleteOrder: createOrder.id });
    expect((await names()).toSorted()).toEqual(seeded);
  });

  it('answers it together with the services that were there before', async () => {
    const owner = await tessera.as('acme', 'OWNER');
    const { me, customers, orders } = await owner.ask('{ me { role } customers { totalCount } orders { totalCount } }');
    expect({ me, orders }).toEqual({ me: { role: 'OWNER' }, orders: { totalCount: 2 } });
    expect(customers.totalCount).toBeGreaterThan(0);
  });

  it("is counted by superadmin, which follows the new service's event log", async () => {
    const superadmin = await tessera.as(null, 'SUPERADMIN');
    const question = '{ serviceSummaries { service records tenants lagEvents } }';
    const summary = await eventually(async () => {
      const { serviceSummaries } = await superadmin.ask(question);
      const found = serviceSummaries.find((each: { service: string }) => each.service === 'stock-items');
      return found?.records === 4 && found.lagEvents === 0 && found;
    });
    expect(summary).toMatchObject({ tenants: 2 });
  });
});
