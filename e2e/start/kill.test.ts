import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  descendantsOf,
  eventually,
  killAtOnce,
  startTessera,
  stillRunning,
  type TestClient,
  type TestTessera,
} from '@tessera/testkit';

const CREATE = 'mutation ($input: CreateLeadInput!) { createLead(input: $input) { id } }';

let tessera: TestTessera;
beforeAll(async () => {
  tessera = await startTessera({ embedded: true, keep: true, args: ['--separate'] });
}, 180_000);
afterAll(async () => {
  await tessera?.stop();
  await tessera?.discard();
});

/** Writes one after another until the endpoint is gone. @returns the ids that were acknowledged */
async function writeUntilItEnds(client: TestClient, label: string): Promise<string[]> {
  const ids: string[] = [];
  for (let turn = 1; ; turn += 1) {
    try {
      const { createLead } = await client.ask(CREATE, { input: { name: `${label} ${turn}` } });
      ids.push(createLead.id);
    } catch {
      return ids;
    }
  }
}

async function missing(client: TestClient, ids: readonly string[]): Promise<string[]> {
  const absent: string[] = [];
  for (const id of ids) {
    const { lead } = await client.ask('query ($id: ID!) { lead(id: $id) { id } }', { id });
    if (!lead) absent.push(id);
  }
  return absent;
}

const startAgain = () => startTessera({ embedded: true, keep: true, reuse: tessera, args: ['--separate'] });

describe('after `kill -9`', () => {
  it('of everything, the next start recovers with no committed row lost', async () => {
    const writing = writeUntilItEnds(await tessera.as('demo001', 'OWNER'), 'Everything');
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const { pid } = tessera.process.child;
    killAtOnce([pid!, ...descendantsOf(pid!).map((each) => each.pid)]);
    const ids = await writing;
    await tessera.process.ended;

    tessera = await startAgain();
    expect(ids.length).toBeGreaterThan(0);
    expect(await missing(await tessera.as('demo001', 'OWNER'), ids)).toEqual([]);
  }, 180_000);

  it('of `npm start` alone, its services end, and the next start takes its database over', async () => {
    const writing = writeUntilItEnds(await tessera.as('demo001', 'OWNER'), 'Alone');
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const { pid } = tessera.process.child;
    const children = descendantsOf(pid!);
    const services = children.filter(({ command }) => /tools\/serve\.ts|gateway\/src\/main\.ts/.test(command));
    killAtOnce([pid!]);
    const ids = await writing;
    await eventually(async () => stillRunning(services).length === 0, {
      describe: () => JSON.stringify(stillRunning(services)),
    });

    tessera = await startAgain();
    expect(stillRunning(children)).toEqual([]);
    expect(ids.length).toBeGreaterThan(0);
    expect(await missing(await tessera.as('demo001', 'OWNER'), ids)).toEqual([]);
  }, 180_000);

  it('the aggregates catch up with what was written', async () => {
    const superadmin = await tessera.as(null, 'SUPERADMIN');
    const { leads } = await (await tessera.as('demo001', 'OWNER')).ask('{ leads { totalCount } }');
    await eventually(async () => {
      const { tenantSummaries } = await superadmin.ask(
        '{ tenantSummaries { nodes { slug leads lagEvents complete } } }',
      );
      const found = tenantSummaries.nodes.find(({ slug }: { slug: string }) => slug === 'demo001');
      return found.complete && found.lagEvents === 0 && found.leads === leads.totalCount;
    });
  });
});
