import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '@tessera/testkit';
import { ordinaryUser, type OrdinaryUser } from './ordinary-user.ts';
import { runToEnd, temporaryFolder, type EndedStart } from './start-program.ts';

const folder = temporaryFolder();
const dataDir = join(folder.path, 'data');
const occupied: Server = createServer();
let occupiedPort: number;
let ordinary: OrdinaryUser;
beforeAll(async () => {
  ordinary = ordinaryUser();
  chmodSync(folder.path, 0o755);
  await new Promise<void>((resolve) => occupied.listen(0, '127.0.0.1', resolve));
  occupiedPort = (occupied.address() as AddressInfo).port;
});
afterAll(async () => {
  await new Promise((resolve) => occupied.close(resolve));
  ordinary.remove();
  folder.remove();
});

const WRITABLE = 'set TESSERA_DATA_DIR to a folder that you may write to.';

/** Exit code 1, these words and no more, and nothing made. */
function expectRefusal({ code, output }: EndedStart, sentence: string | RegExp): void {
  const told = output
    .split('\n')
    .filter((line) => line && !/^ {2}.* …$|^✗ /.test(line))
    .join('\n');
  expect({ code, told }).toEqual({
    code: 1,
    told: typeof sentence === 'string' ? sentence : expect.stringMatching(sentence),
  });
  expect(existsSync(dataDir)).toBe(false);
}

describe('a start that cannot succeed says what to do, and makes nothing:', () => {
  it('the port is taken', async () => {
    const start = await runToEnd({ TESSERA_DATA_DIR: dataDir, PORT: String(occupiedPort) });
    expectRefusal(
      start,
      `Port ${occupiedPort} is taken: stop what listens there, ` +
        `or start with another, e.g. \`PORT=${occupiedPort + 1} npm start\`.`,
    );
  });

  it('HOST is no address of this machine', async () => {
    const start = await runToEnd({ TESSERA_DATA_DIR: dataDir, HOST: '192.0.2.1' });
    expectRefusal(
      start,
      /^Cannot listen on 192\.0\.2\.1:\d+ \(EADDRNOTAVAIL\): set HOST to an address of this machine\.$/,
    );
  });

  it('the data folder is a file', async () => {
    const file = join(folder.path, 'file');
    writeFileSync(file, 'kept');
    expectRefusal(
      await runToEnd({ TESSERA_DATA_DIR: file }),
      `The data folder ${file} is a file: ${WRITABLE}`,
    );
    expect(readFileSync(file, 'utf8')).toBe('kept');
  });

  it('the data folder lies below a file', async () => {
    const file = join(folder.path, 'another');
    writeFileSync(file, 'kept');
    expectRefusal(
      await runToEnd({ TESSERA_DATA_DIR: join(file, 'data') }),
      `The data folder ${join(file, 'data')} lies below a file (${file}): ${WRITABLE}`,
    );
    expect(readFileSync(file, 'utf8')).toBe('kept');
  });

  it("the data folder is somebody else's", async () => {
    const foreign = join(folder.path, 'foreign');
    mkdirSync(foreign);
    chmodSync(foreign, 0o555);
    expectRefusal(
      await runToEnd({ TESSERA_DATA_DIR: foreign }, ordinary),
      `The data folder ${foreign} cannot be written (EACCES): ${WRITABLE}`,
    );
    expect(readdirSync(foreign)).toEqual([]);
  });

  it("the data folder would have to be made in somebody else's", async () => {
    const foreign = join(folder.path, 'closed');
    mkdirSync(foreign);
    chmodSync(foreign, 0o555);
    expectRefusal(
      await runToEnd({ TESSERA_DATA_DIR: join(foreign, 'data') }, ordinary),
      `The data folder ${join(foreign, 'data')} cannot be written (EACCES): ${WRITABLE}`,
    );
    expect(readdirSync(foreign)).toEqual([]);
  });

  it('nothing listens at TESSERA_DATABASE_URL', async () => {
    const port = await freePort();
    const start = await runToEnd({
      TESSERA_DATA_DIR: dataDir,
      TESSERA_DATABASE_URL: `postgresql://me:secret@127.0.0.1:${port}/postgres`,
    });
    expectRefusal(
      start,
      new RegExp(
        `^The database server of TESSERA_DATABASE_URL \\(127\\.0\\.0\\.1:${port}\\) ` +
          'cannot be reached \\(.*ECONNREFUSED.*\\): start it or correct TESSERA_DATABASE_URL',
      ),
    );
    expect(start.output).not.toContain('secret');
  });

  it('the host of TESSERA_DATABASE_URL does not exist', async () => {
    const start = await runToEnd({
      TESSERA_DATA_DIR: dataDir,
      TESSERA_DATABASE_URL: 'postgresql://me@no-such-host.invalid/postgres',
    });
    expectRefusal(
      start,
      /^The database server of TESSERA_DATABASE_URL \(no-such-host\.invalid:5432\) cannot be reached .* correct /,
    );
  });

  it('several settings are wrong, which are told at once', async () => {
    const start = await runToEnd({
      TESSERA_DATA_DIR: dataDir,
      PORT: '70000',
      TESSERA_DEMO: 'maybe',
      TESSERA_DATABASE_URL: 'mysql://root:secret@127.0.0.1/x',
      TESSERA_ROOT_KEY: 'short-secret',
    });
    expectRefusal(
      start,
      /^4 settings are wrong \(see \.env\.example\):\n( {2}(PORT|TESSERA_(DEMO|DATABASE_URL|ROOT_KEY)) must .*\n?){4}$/,
    );
    expect(start.output).not.toContain('secret');
  });

  it('an option is unknown', async () => {
    expectRefusal(
      await runToEnd({ TESSERA_DATA_DIR: dataDir }, { args: ['--seperate'] }),
      /--seperate.*`npm start -- --separate`\.$/,
    );
  });

  it('production has no keys', async () => {
    expectRefusal(
      await runToEnd({ TESSERA_DATA_DIR: dataDir, NODE_ENV: 'production' }),
      'NODE_ENV=production needs TESSERA_ROOT_KEY: make one with `openssl rand -hex 32`, and keep it safe.',
    );
  });

  it('the data folder was written by a newer Tessera', async () => {
    const newer = join(folder.path, 'newer');
    mkdirSync(newer);
    writeFileSync(join(newer, 'format.json'), '{ "version": 99 }');
    expectRefusal(
      await runToEnd({ TESSERA_DATA_DIR: newer }),
      new RegExp(
        `^${newer} was written by a newer Tessera \\(format 99, this one knows \\d+\\): ` +
          'start that release, or set TESSERA_DATA_DIR to another folder\\.$',
      ),
    );
    expect(readdirSync(newer)).toEqual(['format.json']);
    expect(readFileSync(join(newer, 'format.json'), 'utf8')).toBe('{ "version": 99 }');
  });
});
