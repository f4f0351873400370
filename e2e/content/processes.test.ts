import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { descendantsOf, eventually, killAtOnce, startTessera, type TestClient, type TestTessera } from '@tessera/testkit';

const ITEMS = 10;
/** Due times lie this far apart, in milliseconds, from `FIRST_MS` on; the service is killed among them. */
const APART_MS = 400;
const FIRST_MS = 1_500;
const KILLS = 3;
const SCHEDULE =
  'mutation ($id: ID!, $version: Int!, $action: PublicationAction!, $at: DateTime!) {' +
  ' scheduleContentItem(id: $id, version: $version, action: $action, at: $at) { id dueAt } }';
const STATE =
  'query ($id: ID!) { contentItem(id: $id) { publishedRevision schedules { nodes { status } }' +
  ' publications { nodes { action scheduleId createdAt } } } }';

let tessera: TestTessera;
let owner: TestClient;
beforeAll(async () => {
  tessera = await startTessera({ args: ['--separate'] });
  owner = await tessera.as('demo001', 'OWNER');
}, 120_000);
afterAll(() => tessera.stop());

/** The service's own process, which is started again when it ends. */
const pidOfCms = () => descendantsOf(tessera.process.child.pid!).find(({ command }) => command.endsWith('serve.ts cms'))?.pid;

async function addItems(): Promise<{ id: string; version: number }[]> {
  const create = 'mutation ($data: JSON!) { createContentItem(input: { type: "author", data: $data }) { id version } }';
  const names = Array.from({ length: ITEMS }, (_, index) => ({ name: `Guest ${index}` }));
  return Promise.all(names.map(async (data) => (await owner.ask(create, { data })).createContentItem));
}

it(`publishes each of ${ITEMS} items once, and takes half of them away once, through ${KILLS} kills of the service`, async () => {
  const items = await addItems();
  const begin = Date.now() + FIRST_MS;
  const at = (index: number) => new Date(begin + index * APART_MS).toISOString();
  for (const [index, item] of items.entries()) {
    await owner.ask(SCHEDULE, { ...item, action: 'PUBLISH', at: at(index) });
    if (index % 2 === 0) await owner.ask(SCHEDULE, { ...item, action: 'UNPUBLISH', at: at(index + 3) });
  }
  for (let kill = 0; kill < KILLS; kill += 1) {
    const pid = await eventually(async () => pidOfCms());
    killAtOnce([pid]);
    await eventually(async () => ![undefined, pid].includes(pidOfCms()));
    await sleep(700 + 300 * kill);
  }
  const stateOf = async ({ id }: { id: string }) => (await owner.ask(STATE, { id })).contentItem;
  const isDone = ({ schedules }: { schedules: { nodes: { status: string }[] } }) => schedules.nodes.every(({ status }) => status === 'DONE');
  await eventually(async () => (await Promise.all(items.map(stateOf))).every(isDone), {
    withinMs: 60_000,
    describe: () => `Not everything was done:\n${tessera.process.output().slice(-3_000)}`,
  });
  // Read again: what an answer tells of an item and of its schedules is not of one moment.
  const states = await Promise.all(items.map(stateOf));
  states.forEach(({ publications, publishedRevision }, index) => {
    const actions = publications.nodes.map(({ action }: { action: string }) => action);
    expect(actions).toEqual(index % 2 === 0 ? ['UNPUBLISH', 'PUBLISH'] : ['PUBLISH']);
    expect(publishedRevision).toBe(index % 2 === 0 ? null : 1);
  });
});

it('keeps its media where npm start has laid them, below the endpoint\'s own host', async () => {
  const { publishedItems } = await owner.ask('{ publishedItems(type: "article", first: 1) { nodes { media { url alt } } } }');
  const [{ url, alt }] = publishedItems.nodes[0].media;
  const file = await fetch(tessera.origin + url);
  expect([alt, file.status, file.headers.get('content-type')]).toEqual([expect.stringMatching(/\w/), 200, 'image/png']);
  await file.arrayBuffer();
});
