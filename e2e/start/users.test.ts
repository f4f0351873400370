import { chmodSync, chownSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { descendantsOf, startTessera, type TestTessera } from '@tessera/testkit';
import { isRoot, ordinaryUser, type OrdinaryUser } from './ordinary-user.ts';
import { temporaryFolder } from './start-program.ts';

const folder = temporaryFolder();
const onlyAsRoot = isRoot ? it : it.skip;
let ordinary: OrdinaryUser;
let tessera: TestTessera | undefined;
beforeAll(() => {
  ordinary = ordinaryUser();
});
afterEach(async () => {
  await tessera?.stop();
  tessera = undefined;
});
afterAll(() => {
  ordinary.remove();
  folder.remove();
});

const countCustomers = async () =>
  (await (await tessera!.as('demo001', 'OWNER')).ask('{ customers { totalCount } }')).customers.totalCount;

/** Who runs the database server. */
function serverOwner(): number {
  const server = descendantsOf(tessera!.process.child.pid!).find(({ command }) => /bin\/postgres -D /.test(command))!;
  return statSync(`/proc/${server.pid}`).uid;
}

describe('Tessera starts', () => {
  it('as an ordinary user, whose data folder nobody else can enter', async () => {
    const home = join(folder.path, 'home');
    mkdirSync(home, { mode: 0o700 });
    chmodSync(folder.path, 0o755);
    if (ordinary.user) chownSync(home, ordinary.user.uid, ordinary.user.gid);
    const dataDir = join(home, '.tessera');
    tessera = await startTessera({
      embedded: true,
      dataDir,
      env: { HOME: home },
      user: ordinary.user,
      root: ordinary.root,
    });
    expect(await countCustomers()).toBeGreaterThan(0);
    expect((statSync(dataDir).mode & 0o777).toString(8)).toBe('700');
    expect(statSync(dataDir).uid).toBe(ordinary.user?.uid ?? process.getuid?.());
  }, 180_000);

  onlyAsRoot(
    'as root (skipped unless root), and runs its database as somebody else',
    async () => {
      tessera = await startTessera({ embedded: true });
      expect(await countCustomers()).toBeGreaterThan(0);
      if (process.platform === 'linux') expect(serverOwner()).not.toBe(0);
    },
    180_000,
  );

  onlyAsRoot(
    'as root (skipped unless root) below a folder that only root can enter, twice',
    async () => {
      const home = join(folder.path, 'root');
      mkdirSync(home, { mode: 0o700 });
      const options = { embedded: true, dataDir: join(home, '.tessera') };
      tessera = await startTessera({ ...options, keep: true });
      const before = await countCustomers();
      expect((statSync(home).mode & 0o777).toString(8)).toBe('700');
      expect(tessera.process.output()).toMatch(
        /Databases {3}\/var\/.*the database server's user cannot enter the data folder/,
      );
      await tessera.stop();
      tessera = await startTessera(options);
      expect(await countCustomers()).toBe(before);
    },
    300_000,
  );
});
