import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FAMILIES } from './families/index.ts';
import { MAX_BYTES, type Expected, type HostileRequest } from './hostile-request.ts';
import { bodyOf, startTarget, type Target, type TargetAnswer } from './target.ts';
import type { Burden } from './target-messages.ts';
import { abstractGraph, tesseraGraph } from './targets.ts';

/** What one request may do to the gateway at most. */
const MAX_BLOCK_MS = 250;
const MAX_MEGABYTES = 50;
/** The planner's process is looked at every 10 ms, and one array may be long. */
const MAX_PLANNER_MEGABYTES = 150;
/** A machine that is busy, or a gateway that is cold, takes longer. */
const TRIES = 3;

let targets: Record<'tessera' | 'abstract', Target>;
let sent = 0;
const send = (request: HostileRequest) => targets[request.graph ?? 'abstract'].send(request, String((sent += 1)));

beforeAll(async () => {
  targets = { tessera: await startTarget(tesseraGraph()), abstract: await startTarget(abstractGraph()) };
  for (let at = 0; at < 10; at += 1) {
    await send({ name: 'warms up', graph: 'tessera', query: '{ me { id tenant { name } } }', expected: 'answer' });
    await send({ name: 'warms up', query: '{ item(id: 1) { title views } }', expected: 'answer' });
  }
}, 120_000);
afterAll(() => Promise.all(Object.values(targets).map((target) => target.stop())));

it('the arsenal holds more than sixty requests, none above 100 kB', () => {
  const requests = FAMILIES.flatMap((family) => family.requests);
  expect(requests.length).toBeGreaterThan(60);
  const sizes = requests.map((request) => [request.name, Buffer.byteLength(request.search ?? bodyOf(request, '999'))]);
  expect(sizes.filter(([, size]) => Number(size) > MAX_BYTES)).toEqual([]);
});

describe.each(FAMILIES)('the gateway withstands $name:', ({ requests }) => {
  it.each(requests)(
    '$name',
    async (request) => {
      let burden: Burden | undefined;
      for (let tries = 0; tries < TRIES && !(burden && isLight(burden)); tries += 1) {
        const { burden: each, ...answer } = await send(request);
        expectAnswer(answer, request.expected);
        burden = each;
      }
      expect(burden).toMatchObject({ blockMs: expect.any(Number) });
      expect(burden && { ...burden, isLight: isLight(burden) }).toMatchObject({ isLight: true });
    },
    60_000,
  );
});

function isLight({ blockMs, peakMegabytes, retainedMegabytes, plannerMegabytes }: Burden): boolean {
  return (
    blockMs <= MAX_BLOCK_MS &&
    Math.max(peakMegabytes, retainedMegabytes) <= MAX_MEGABYTES &&
    plannerMegabytes <= MAX_PLANNER_MEGABYTES
  );
}

function expectAnswer({ status, body }: TargetAnswer, expected: Expected): void {
  if (expected === 'answer') {
    expect(body).toHaveProperty('data');
    expect(status).toBe(200);
    return;
  }
  expect(body).not.toHaveProperty('data');
  const { message, extensions = {} } = body.errors?.[0] ?? { message: '' };
  if ('code' in expected) {
    expect(extensions).toMatchObject({ code: expected.code });
  } else {
    const limits = [expected.limit].flat();
    expect(extensions).toMatchObject({ code: 'LIMIT_EXCEEDED' });
    expect(limits).toContain(extensions['limit']);
    expect(message).toMatch(/^The operation exceeds the limit of [\d,]+ .+\. [A-Z].+\.$/);
  }
  const statuses = extensions['code'] === 'PERSISTED_QUERY_NOT_FOUND' ? [200] : [400, 406];
  expect(statuses).toContain(status);
}
