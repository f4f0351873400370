import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A house in which every wall is broken once, beside imports that are allowed. */
const FILES: Readonly<Record<string, string>> = {
  'packages/tenancy/src/index.ts': `import pg from 'pg'; export const tenancy = pg;`,
  'packages/tenancy/src/inner.ts': `export const inner = 1;`,
  'packages/events/src/index.ts': `import '../../../subgraphs/crm/src/index.ts'; import '../../tenancy/src/index.ts';`,
  'prisma/crm/client/client.ts': `export type Client = 1;`,
  'subgraphs/crm/src/index.ts': `import './services/serve.ts'; import '../../../packages/tenancy/src/index.ts';`,
  'subgraphs/crm/src/domain/price.ts': `import './tax.ts'; import type { Client } from '../../../../packages/events/src/index.ts';`,
  'subgraphs/crm/src/domain/tax.ts': `export const tax = 1;`,
  'subgraphs/crm/src/services/serve.ts': `import { parse } from 'graphql'; import type { Client } from '../../../../prisma/crm/client/client.ts';`,
  'subgraphs/crm/src/resolvers/Query.ts': `import type { Client } from '../../../../prisma/crm/client/client.ts'; import '../services/serve.ts';`,
  'subgraphs/crm/src/services/connect.ts': `import pg from 'pg'; export async function f() { await using p = pg; }`,
  'subgraphs/cms/contract/events.ts': `export default 1;`,
  'subgraphs/cms/src/index.ts': `import '../../crm/src/domain/tax.ts'; import '../../crm/contract/events.ts'; import './fast-check.ts';`,
  'subgraphs/cms/src/fast-check.ts': `import fc from 'fast-check';`,
  'subgraphs/crm/contract/events.ts': `export default 1;`,
  'gateway/src/index.ts': `import '../../subgraphs/crm/contract/events.ts'; import '../../packages/tenancy/src/inner.ts';`,
  'e2e/claim/claim.ts': `import '../../gateway/src/index.ts'; import './nowhere.ts';`,
};

const ROOT = join(import.meta.dirname, '..', '..', '..');
let house = '';

beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'tessera-walls-'));
  for (const [path, content] of Object.entries(FILES)) {
    mkdirSync(dirname(join(house, path)), { recursive: true });
    writeFileSync(join(house, path), content);
  }
  writeFileSync(
    join(house, 'package.json'),
    JSON.stringify({ dependencies: { pg: '*', graphql: '*' }, devDependencies: { 'fast-check': '*' } }),
  );
  symlinkSync(join(ROOT, 'node_modules'), join(house, 'node_modules'));
});

afterAll(() => rmSync(house, { recursive: true, force: true }));

interface Report {
  readonly summary: { readonly violations: readonly { rule: { name: string }; from: string; to: string }[] };
}

describe('the walls', () => {
  it('are each found broken where they are, and nowhere else', () => {
    const script = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const config = join(ROOT, '.dependency-cruiser.cjs');
    const folders = ['gateway', 'subgraphs', 'packages', 'e2e'];
    const { stdout, stderr } = spawnSync(process.execPath, [script, '--config', config, '-T', 'json', ...folders], {
      cwd: house,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    const { summary } = JSON.parse(stdout) as Report;
    const found = summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to.replace(/.*node_modules\//, '')}`);
    expect(found.sort()).toEqual([
      'claims-use-the-public-endpoint: e2e/claim/claim.ts -> gateway/src/index.ts',
      'domain-imports-nothing-of-ours: subgraphs/crm/src/domain/price.ts -> packages/events/src/index.ts',
      'everything-resolves: e2e/claim/claim.ts -> ./nowhere.ts',
      'gateway-reads-artefacts-only: gateway/src/index.ts -> subgraphs/crm/contract/events.ts',
      expect.stringContaining('no-development-packages-in-services: subgraphs/cms/src/fast-check.ts -> fast-check/'),
      expect.stringContaining('only-tenancy-opens-connections: subgraphs/crm/src/services/connect.ts -> pg/'),
      'packages-have-one-door: gateway/src/index.ts -> packages/tenancy/src/inner.ts',
      'packages-stand-below: packages/events/src/index.ts -> subgraphs/crm/src/index.ts',
      'resolvers-never-see-prisma: subgraphs/crm/src/resolvers/Query.ts -> prisma/crm/client/client.ts',
      expect.stringContaining('services-know-no-graphql: subgraphs/crm/src/services/serve.ts -> graphql/'),
      'subgraphs-are-apart: subgraphs/cms/src/index.ts -> subgraphs/crm/src/domain/tax.ts',
    ]);
  });
});
