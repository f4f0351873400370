import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createTestClient,
  eventually,
  FAULTS,
  listSubgraphNames,
  startTessera,
  type Fault,
  type TestClient,
  type TestTessera,
} from '@tessera/testkit';
import { ask, quantile, slowest, withoutPart, type Episode } from './episode.ts';
import { startGatewayBehindProxies, type GatewayBehindProxies } from './gateway-behind-proxies.ts';
import { questionsFor } from './questions.ts';

const SERVICES = listSubgraphNames();
/** As many as it takes to open the circuit of a service. Each has a session of its own: equal fetches are shared. */
const CLIENTS = 12;
/** Before it there are not quite as many: a circuit opens when most of the requests of the last seconds failed. */
const CLIENTS_BEFORE = 10;
/** What is measured beside the service adds up over all cases: each needs no more than a few answers. */
const BEFORE_MS = 200;
const DURING_MS = 400;
/** A service that says nothing is given up after this long. What an answer takes anyway comes on top, and some leeway. */
const PARTIAL_WITHIN_MS = 2_000;
const LEEWAY_MS = 700;
const WHOLE_WITHIN_MS = 5_000;
const SLOWDOWN = 1.5;
/** Below this, a slower answer says more about the machine than about the gateway. */
const UNNOTICED_MS = 150;

let tessera: TestTessera;
let gateway: GatewayBehindProxies;
const clients: TestClient[] = [];
beforeAll(async () => {
  tessera = await startTessera({ args: ['--separate'] });
  gateway = await startGatewayBehindProxies(tessera);
  for (let each = 0; each < CLIENTS; each += 1) {
    const { token } = await tessera.login(tessera.account('demo001', 'OWNER'));
    clients.push(createTestClient(gateway.endpoint, token));
  }
  // So that no measured answer has to wait for its plan.
  for (const service of SERVICES) await ask(clients, questionsFor(service), BEFORE_MS);
}, 180_000);
afterAll(async () => {
  await gateway?.stop();
  await tessera?.stop();
});

describe('while a service is broken', () => {
  const [quiet, troubled]: [number[], number[]] = [[], []];

  it.each(FAULTS.flatMap((fault) => SERVICES.map((service) => [fault, service] as const)))(
    'by %s, %s alone is missing from answers, and is there again soon after',
    async (fault, service) => {
      const questions = questionsFor(service);
      const before = await ask(clients.slice(0, CLIENTS_BEFORE), questions, BEFORE_MS);
      expect(before.across.flatMap(({ answer }) => answer.errors)).toEqual([]);

      const during = await duringFault(service, fault);
      const recoveredMs = await untilWhole(questions.across);
      tell(fault, service, before, during, recoveredMs);
      expectPartial(service, before.across[0]?.answer.data, during);
      expect(slowest(during)).toBeLessThan(PARTIAL_WITHIN_MS + LEEWAY_MS + slowest(before));
      quiet.push(...before.beside);
      troubled.push(...during.beside);
    },
  );

  it(`99 of 100 answers that do not need it take at most ${SLOWDOWN} times as long as before`, () => {
    const [usual, now] = [quantile(quiet, 0.99), quantile(troubled, 0.99)];
    process.stderr.write(`All: p99 beside it ${usual.toFixed(1)} -> ${now.toFixed(1)} ms of ${quiet.length} -> ${troubled.length}\n`);
    expect(now).toBeLessThan(Math.max(SLOWDOWN * usual, UNNOTICED_MS));
  });
});

describe('a mutation whose answer goes wrong', () => {
  it.each<[Fault, number]>([
    ['bad JSON', 1],
    ['reset', 1],
    ['half-close', 1],
    ['large answer', 1],
    ['server error', 0],
    ['kill', 0],
  ])('by %s is carried out %d times', async (fault, times) => {
    const [client] = clients as [TestClient];
    const name = `Lead through ${fault}`;
    const create = 'mutation ($input: CreateLeadInput!) { createLead(input: $input) { id } }';
    await gateway.proxies['crm']?.inject(fault);
    const { data, errors } = await client.send(create, { input: { name } });
    await gateway.proxies['crm']?.heal();
    expect(data ?? null).toBeNull();
    expect(errors).toMatchObject([{ path: ['createLead'], extensions: { code: 'UNAVAILABLE', service: 'crm' } }]);
    const found = 'query ($name: String!) { leads(filter: { search: $name }) { totalCount } }';
    const count = async () => (await client.ask(found, { name })) as { leads: { totalCount: number } };
    expect(await eventually(count, { withinMs: WHOLE_WITHIN_MS })).toEqual({ leads: { totalCount: times } });
  });
});

describe('the gateway', () => {
  it('is still the process that was started', () => {
    expect([gateway.process.child.exitCode, gateway.process.child.signalCode]).toEqual([null, null]);
  });
});

async function duringFault(service: string, fault: Fault): Promise<Episode> {
  const proxy = gateway.proxies[service];
  await proxy?.inject(fault);
  try {
    return await ask(clients, questionsFor(service), DURING_MS);
  } finally {
    await proxy?.heal();
  }
}

/** @param whole the data that is there when nothing is broken */
function expectPartial(service: string, whole: unknown, { across }: Episode): void {
  for (const { answer } of across) {
    expect(answer.data).toEqual(withoutPart(whole));
    expect(answer.errors.length).toBeGreaterThan(0);
    for (const { extensions } of answer.errors) {
      expect(extensions).toEqual({ code: expect.stringMatching(/^(UNAVAILABLE|DEADLINE_EXCEEDED)$/), service });
    }
  }
}

/** @returns how long it took, in milliseconds */
async function untilWhole(question: string): Promise<number> {
  const [client] = clients as [TestClient];
  const healedAt = performance.now();
  await eventually(async () => (await client.send(question)).errors.length === 0, { withinMs: WHOLE_WITHIN_MS });
  return performance.now() - healedAt;
}

function tell(fault: Fault, service: string, before: Episode, during: Episode, recoveredMs: number): void {
  const [usual, now] = [before, during].map(({ beside }) => quantile(beside, 0.99).toFixed(1));
  process.stderr.write(
    `${fault}, ${service}: partial within ${slowest(during).toFixed(0)} ms, whole after ${recoveredMs.toFixed(0)} ms, p99 beside it ${usual} -> ${now} ms\n`,
  );
}
