import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { REPOSITORY } from '@tessera/testkit';
import { FIXTURE, fixtureSupergraph } from './support/fixture-graph.ts';
import { startSubgraph } from './support/subgraph-server.ts';

let page: string;
beforeAll(async () => {
  page = await readFile(join(REPOSITORY, 'docs/gateway.md'), 'utf8');
});

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** A folder with the fixture's supergraph, whose subgraphs run, and with our packages. */
async function createFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tessera-page-'));
  stops.push(() => rm(folder, { recursive: true }));
  let sdl = fixtureSupergraph();
  for (const each of FIXTURE) {
    const subgraph = await startSubgraph(each, null);
    stops.push(() => subgraph.stop());
    sdl = sdl.replace(`http://${each.name}.invalid/graphql`, subgraph.url);
  }
  await writeFile(join(folder, 'supergraph.graphql'), sdl);
  await symlink(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** Runs a program in the folder. Resolves with the first line that it says; undefined where it ends without a word. */
async function run(folder: string, program: string): Promise<string | undefined> {
  await writeFile(join(folder, 'program.mts'), program);
  const child = spawn(process.execPath, ['program.mts'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  const isOver = once(child, 'exit');
  stops.push(async () => {
    child.kill();
    await isOver;
  });
  const line = once(createInterface(child.stdout), 'line') as Promise<[string]>;
  return Promise.race([line.then(([text]) => text), isOver.then(() => undefined)]);
}

describe('docs/gateway.md', () => {
  it('has a program that serves a supergraph as it says', async () => {
    const [, program = ''] = /```ts\n(.+?)```/s.exec(page) ?? [];
    const url = (await run(await createFolder(), program.replace('port: 4000', 'port: 0'))) ?? '';
    const ask = async (query: string, authorization?: string) => {
      const headers = { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) };
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
      return (await response.json()) as { errors?: { extensions: { code: string } }[] };
    };
    const question = '{ customers { totalCount } }';
    expect(await ask(question, 'Bearer secret')).toEqual({ data: { customers: { totalCount: 2 } } });
    const codeOf = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).errors?.[0]?.extensions.code;
    expect(await codeOf(question)).toBe('UNAUTHENTICATED');
    expect(await codeOf(question, 'Bearer other')).toBe('UNAUTHENTICATED');
    expect(await codeOf('{ customers { nodes { name } } }', 'Bearer secret')).toBe('FORBIDDEN');
    const socket = new WebSocket(url, 'graphql-transport-ws');
    stops.push(() => socket.close());
    expect(await Promise.race([once(socket, 'open'), once(socket, 'error')])).toMatchObject([{ type: 'open' }]);
  }, 60_000);

  it('names every option of createGateway, and no other', async () => {
    const source = await readFile(join(REPOSITORY, 'gateway/src/create-gateway.ts'), 'utf8');
    const [, body = ''] = /export interface GatewayOptions \{\n(.+?)\n\}/s.exec(source) ?? [];
    const options = [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name]) => name);
    const [, table = ''] = /^\| option of `createGateway`.+\n((?:\|.*\n)+)/m.exec(page) ?? [];
    const named = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
    expect(options.length).toBeGreaterThan(10);
    expect(new Set(named)).toEqual(new Set(options));
  });

  it('says what each folder of the gateway does', async () => {
    const entries = await readdir(join(REPOSITORY, 'gateway/src'), { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(folders.filter((name) => !page.includes(`\`${name}/`))).toEqual([]);
  });

  it('links to nothing that is not there', () => {
    const links = [...page.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link);
    const ours = links.filter((link) => !/^https?:/.test(link));
    expect(ours.length).toBeGreaterThan(5);
    expect(ours.filter((link) => !existsSync(join(REPOSITORY, 'docs', link)))).toEqual([]);
  });
});
