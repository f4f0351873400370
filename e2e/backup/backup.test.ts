import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { removeDataFolder } from '@tessera/platform';
import {
  cleanEnvironment,
  eventually,
  listSubgraphNames,
  REPOSITORY,
  startProcess,
  startTessera,
  type TestClient,
  type TestTessera,
} from '@tessera/testkit';
import { epochs } from './epochs.ts';

const CREATE = 'mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { id } }';
const DELETE = 'mutation ($id: ID!, $version: Int!) { deleteCustomer(id: $id, version: $version) }';
const ALL =
  '{ customers(first: 100, orderBy: { field: NAME, direction: ASC }) { totalCount nodes { id name email version } } }';

const folder = mkdtempSync(join(tmpdir(), 'tessera-backup-'));
const archive = join(folder, 'backup.tar.gz');
const restoredDir = join(folder, 'restored');

let tessera: TestTessera;
let atBackup: { customers: { totalCount: number; nodes: { id: string; version: number }[] } };
beforeAll(async () => {
  // As root the database server runs as another user, and databases that it cannot reach here would lie elsewhere.
  chmodSync(folder, 0o755);
  tessera = await startTessera({ embedded: true, keep: true });
  const owner = await tessera.as('demo001', 'OWNER');
  await owner.ask(CREATE, { input: { name: 'Before the backup', email: 'before@example.com' } });
  atBackup = await owner.ask(ALL);
}, 180_000);
afterAll(async () => {
  await tessera?.stop();
  await tessera?.discard();
  await removeDataFolder(restoredDir);
  rmSync(folder, { recursive: true, force: true });
});

/** Runs one of the two tools to its end. */
async function run(
  tool: 'backup' | 'restore',
  dataDir: string,
  ...args: string[]
): Promise<{ code: number | string; output: string }> {
  const program = startProcess(
    [`tools/${tool}.ts`, ...args],
    { ...cleanEnvironment(), TESSERA_DATA_DIR: dataDir },
    REPOSITORY,
  );
  const code = await program.ended;
  return { code, output: program.output() };
}

async function projectionsMatch(superadmin: TestClient): Promise<unknown[]> {
  const services = ['auth', 'tenants', 'crm', 'superadmin'];
  await eventually(async () => {
    const { serviceSummaries } = await superadmin.ask('{ serviceSummaries { lagEvents complete } }');
    return serviceSummaries.every(
      (each: { lagEvents: number; complete: boolean }) => each.complete && each.lagEvents === 0,
    );
  });
  const query =
    'query ($service: String!) { verifyProjection(service: $service) { service matches differences { entity } } }';
  return Promise.all(services.map(async (service) => (await superadmin.ask(query, { service })).verifyProjection));
}

describe('a backup', () => {
  it('is made while Tessera runs, and can be read by its owner only', async () => {
    const { code, output } = await run('backup', tessera.dataDir, archive);
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining(archive) });
    expect((statSync(archive).mode & 0o777).toString(8)).toBe('600');
  });

  it('is not written over another', async () => {
    const before = readFileSync(archive);
    const { code, output } = await run('backup', tessera.dataDir, archive);
    expect({ code, output }).toEqual({
      code: 1,
      output: expect.stringContaining(`${archive} exists already: name another file.`),
    });
    expect(readFileSync(archive).equals(before)).toBe(true);
  });

  it('is made of data folders only', async () => {
    const target = join(folder, 'nothing.tar.gz');
    const { code, output } = await run('backup', folder, target);
    expect({ code, output }).toEqual({
      code: 1,
      output: expect.stringContaining(`${folder} is no data folder of Tessera`),
    });
    expect(existsSync(target)).toBe(false);
  });
});

describe('a restored backup', () => {
  it('holds the rows as they were at the backup, and not what came after', async () => {
    const owner = await tessera.as('demo001', 'OWNER');
    await owner.ask(CREATE, { input: { name: 'After the backup', email: 'after@example.com' } });
    await owner.ask(DELETE, { id: atBackup.customers.nodes[0]!.id, version: atBackup.customers.nodes[0]!.version });
    // Aggregates of the old system have counted what the restored one has never seen.
    await projectionsMatch(await tessera.as(null, 'SUPERADMIN'));
    await tessera.stop();

    const { code, output } = await run('restore', restoredDir, archive);
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining(`Restored ${restoredDir}.`) });
    await using restored = await startTessera({ embedded: true, keep: true, dataDir: restoredDir });
    expect(await (await restored.as('demo001', 'OWNER')).ask(ALL)).toEqual(atBackup);

    const superadmin = await restored.as(null, 'SUPERADMIN');
    const expected = { matches: true, differences: [] };
    expect(await projectionsMatch(superadmin)).toEqual(
      ['auth', 'tenants', 'crm', 'superadmin'].map((service) => ({ service, ...expected })),
    );
    await (
      await restored.as('demo001', 'OWNER')
    ).ask(CREATE, { input: { name: 'After the restore', email: 'restored@example.com' } });
    expect(await projectionsMatch(superadmin)).toMatchObject([expected, expected, expected, expected]);
  }, 240_000);

  it('has new epochs of its event logs, so that no reader takes an old position for one of its own', async () => {
    const [original, restored] = [await epochs(tessera.dataDir), await epochs(restoredDir)];
    const services = listSubgraphNames().length;
    expect(original).toHaveLength(services);
    expect(new Set([...original, ...restored]).size).toBe(2 * services);
  }, 120_000);
});

describe('a restore', () => {
  it('refuses a damaged backup, and changes nothing', async () => {
    const damaged = join(folder, 'damaged.tar.gz');
    cpSync(archive, damaged);
    const bytes = readFileSync(damaged);
    const middle = Math.floor(bytes.length / 2);
    bytes.fill(0, middle, middle + 64);
    writeFileSync(damaged, bytes);
    const before = readdirSync(folder).sort();
    const { code, output } = await run('restore', join(folder, 'fresh'), damaged);
    expect({ code, output }).toEqual({
      code: 1,
      output: expect.stringMatching(
        /damaged\.tar\.gz cannot be restored: .*\. Nothing was changed; use another backup\./,
      ),
    });
    expect(readdirSync(folder).sort()).toEqual(before);
  });

  it('refuses a backup that was cut off, and changes nothing', async () => {
    const short = join(folder, 'short.tar.gz');
    const bytes = readFileSync(archive);
    writeFileSync(short, bytes.subarray(0, bytes.length - 2_000));
    const before = readdirSync(folder).sort();
    const { code, output } = await run('restore', join(folder, 'fresh'), short);
    expect({ code, output }).toEqual({
      code: 1,
      output: expect.stringContaining('Nothing was changed; use another backup.'),
    });
    expect(readdirSync(folder).sort()).toEqual(before);
  });

  it('refuses what is no backup, with --force too, and leaves the data folder alone', async () => {
    const other = join(folder, 'other.tar.gz');
    writeFileSync(other, 'This is no archive.');
    const before = readdirSync(restoredDir).sort();
    const { code } = await run('restore', restoredDir, '--force', other);
    expect(code).toBe(1);
    expect(readdirSync(restoredDir).sort()).toEqual(before);
  });

  it('refuses to replace data, unless it is told to with --force, and then keeps it aside', async () => {
    const refused = await run('restore', restoredDir, archive);
    expect({ code: refused.code, output: refused.output }).toEqual({
      code: 1,
      output: expect.stringContaining(`${restoredDir} holds data already: add \`--force\``),
    });
    const replaced = await epochs(restoredDir);
    const forced = await run('restore', restoredDir, '--force', archive);
    const aside = readdirSync(folder).filter((name) => name.startsWith('restored.before-restore-'));
    expect({ code: forced.code, output: forced.output, aside }).toEqual({
      code: 0,
      output: expect.stringContaining(`What was there is in ${join(folder, aside[0] ?? '')}.`),
      aside: [expect.any(String)],
    });
    expect(await epochs(join(folder, aside[0]!))).toEqual(replaced);
    await using again = await startTessera({ embedded: true, keep: true, dataDir: restoredDir });
    expect(await (await again.as('demo001', 'OWNER')).ask(ALL)).toEqual(atBackup);
  }, 180_000);

  it('is refused under a running Tessera', async () => {
    await using running = await startTessera({ embedded: true, keep: true, dataDir: restoredDir });
    const { code, output } = await run('restore', restoredDir, '--force', archive);
    expect({ code, output }).toEqual({
      code: 1,
      output: expect.stringContaining(
        `Tessera runs on ${restoredDir} (process ${running.process.child.pid}): stop it first.`,
      ),
    });
  }, 120_000);
});
