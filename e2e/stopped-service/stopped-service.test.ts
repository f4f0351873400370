import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codes, descendantsOf, eventually, killAtOnce, startTessera, type GraphQLAnswer, type TestClient, type TestTessera } from '@tessera/testkit';
import { withoutPart } from '../chaos/episode.ts';

const ANSWERED_WITHIN_MS = 2_000;
/** What is asked of each: tenants, crm, and what is called `part`, of the service itself. */
const QUESTIONS = {
  cms: '{ tenant { name slug customerCount part: content { items published } } customers(first: 2) { totalCount nodes { name } } }',
  billing: '{ tenant { name slug customerCount part: subscription { status plan { name } } } customers(first: 2) { totalCount nodes { name } } }',
};

let tessera: TestTessera;
let owner: TestClient;
beforeAll(async () => {
  tessera = await startTessera({ args: ['--separate'] });
  owner = await tessera.as('demo001', 'OWNER');
}, 180_000);
afterAll(() => tessera?.stop());

/** Each service's process by its name; that of a service that ended is started again. */
function processes(): Map<string, number> {
  const running = descendantsOf(tessera.process.child.pid!);
  return new Map(running.flatMap(({ pid, command }) => {
    const [, name] = /serve\.ts (\w+)$/.exec(command) ?? [];
    return name ? [[name, pid]] : [];
  }));
}

/** Asks one question after another until the answer is whole. */
async function askUntilWhole(question: string): Promise<{ ms: number; answer: GraphQLAnswer<unknown> }[]> {
  const told: { ms: number; answer: GraphQLAnswer<unknown> }[] = [];
  await eventually(async () => {
    const startedAt = performance.now();
    const answer = await owner.send<unknown>(question);
    told.push({ ms: performance.now() - startedAt, answer });
    return answer.errors.length === 0;
  });
  return told;
}

describe.each(Object.entries(QUESTIONS))('while %s is stopped', (service, question) => {
  it(`what needs it is answered within ${ANSWERED_WITHIN_MS / 1_000} s without its part, and whole again once it is back, with nothing else started anew`, async () => {
    const whole = await owner.ask(question);
    const before = processes();
    killAtOnce([before.get(service)!]);
    const told = await askUntilWhole(question);

    expect(Math.max(...told.map(({ ms }) => ms))).toBeLessThan(ANSWERED_WITHIN_MS);
    const [back, ...partial] = told.toReversed();
    expect(back?.answer.data).toEqual(whole);
    expect(partial.length).toBeGreaterThan(0);
    for (const { answer } of partial) {
      expect(answer).toMatchObject({ status: 200, data: withoutPart(whole) });
      expect(answer.errors).toEqual([
        expect.objectContaining({ path: ['tenant'], extensions: expect.objectContaining({ code: 'UNAVAILABLE', service }) }),
      ]);
    }
    const after = processes();
    expect(after.get(service)).not.toBe(before.get(service));
    for (const name of [...before.keys()].filter((each) => each !== service)) expect(after.get(name)).toBe(before.get(name));
  });
});

it('while billing is stopped, customers are created and content is read: a plan that cannot be asked refuses nobody', async () => {
  killAtOnce([processes().get('billing')!]);
  const create = 'mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { id } }';
  const startedAt = performance.now();
  const created = await owner.send(create, { input: { name: 'Ines', email: `${randomUUID()}@example.com` } });
  const read = await owner.send('{ contentTypes { totalCount } }');
  expect([codes(created), codes(read)]).toEqual([[], []]);
  expect(performance.now() - startedAt).toBeLessThan(2 * ANSWERED_WITHIN_MS);
});
