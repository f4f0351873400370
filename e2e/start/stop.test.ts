import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { removeDataFolder } from '@tessera/platform';
import {
  cleanEnvironment,
  descendantsOf,
  eventually,
  freePort,
  REPOSITORY,
  startProcess,
  stillRunning,
  type TestProcess,
} from '@tessera/testkit';
import { temporaryFolder } from './start-program.ts';

const folder = temporaryFolder();
const dataDir = join(folder.path, 'data');
let program: TestProcess;
afterEach(async () => {
  await program.stop('SIGKILL');
  await removeDataFolder(dataDir);
});
afterAll(() => folder.remove());

/** Returns once `line` was printed. */
async function start(args: readonly string[], line: string): Promise<void> {
  const env = { ...cleanEnvironment(), PORT: String(await freePort()), TESSERA_DATA_DIR: dataDir };
  // In a process group of its own, as a terminal's foreground job is.
  program = startProcess(args, env, REPOSITORY, { detached: true });
  await eventually(async () => program.output().includes(line), {
    withinMs: 150_000,
    describe: () => program.output(),
  });
}

/** A server that was stopped in order removes its own; what a crash leaves is replayed at the next start. */
const leftovers = () => ['lock', 'postgres/postmaster.pid'].filter((name) => existsSync(join(dataDir, name)));

describe('a running Tessera', () => {
  it('stops at SIGTERM, the gateway first and the database last, and leaves no process', async () => {
    await start(['tools/start.ts', '--separate'], 'Tessera is ready');
    const processes = descendantsOf(program.child.pid!);
    const [gateway, service, database] = [/gateway\/src\/main\.ts/, /serve\.ts crm$/, /bin\/postgres -D /].map(
      (pattern) => processes.find(({ parent, command }) => parent === program.child.pid && pattern.test(command))!,
    );

    program.child.kill('SIGTERM');
    const tooEarly: string[] = [];
    await eventually(
      async () => {
        // The last to go is looked at first: what is seen gone and then outlived by another went too early, however
        // quickly one follows the other.
        const [hasDatabase, hasService, hasGateway] = [database, service, gateway].map(
          (each) => stillRunning([each!]).length > 0,
        );
        if (!hasDatabase && (hasService || hasGateway)) tooEarly.push('database');
        if (!hasService && hasGateway) tooEarly.push('service');
        return !hasDatabase;
      },
      { everyMs: 2 },
    );
    expect(tooEarly).toEqual([]);
    expect(await program.ended).toBe(0);
    expect({ running: stillRunning(processes), leftovers: leftovers() }).toEqual({ running: [], leftovers: [] });
  }, 180_000);

  it('stops at Ctrl-C, which reaches every process of the terminal at once', async () => {
    await start(['tools/bootstrap.mjs', 'tools/start.ts'], 'Tessera is ready');
    const processes = descendantsOf(program.child.pid!);
    process.kill(-program.child.pid!, 'SIGINT');
    expect(await program.ended).toBe(0);
    expect({ running: stillRunning(processes), leftovers: leftovers() }).toEqual({ running: [], leftovers: [] });
  }, 180_000);

  it('can be stopped while it still starts', async () => {
    await start(['tools/start.ts'], 'Prepare the databases …');
    const processes = descendantsOf(program.child.pid!);
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
    expect({ running: stillRunning(processes), leftovers: leftovers() }).toEqual({ running: [], leftovers: [] });
  }, 180_000);
});
