import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTessera, type TestTessera } from '@tessera/testkit';

const QUESTION = '{ me { email tenant { slug } } customers(first: 100) { nodes { id name } } }';

let second: TestTessera;
let before: unknown;
let firstAccounts: unknown;
let startedAt: number;
beforeAll(async () => {
  const first = await startTessera({ embedded: true, keep: true });
  firstAccounts = first.accounts;
  before = await (await first.as('demo001', 'OWNER')).ask(QUESTION);
  await first.stop();
  startedAt = Date.now();
  second = await startTessera({ embedded: true, reuse: first });
}, 300_000);
afterAll(() => second?.stop());

describe('the second start', () => {
  // How long it took is told and not asserted: it depends on the machine, and on what else that is doing.
  it('answers its first question with what was there before', async () => {
    const answer = await (await second.as('demo001', 'OWNER')).ask(QUESTION);
    process.stderr.write(
      `From the second start to its first answer: ${((Date.now() - startedAt) / 1000).toFixed(1)} s.\n`,
    );
    expect(answer).toEqual(before);
  });

  it('keeps the accounts, and lays the demo down only once', () => {
    expect(second.accounts).toEqual(firstAccounts);
    expect(second.process.output()).toMatch(/Lay down the demo .* there already/);
    expect(second.process.output()).toMatch(/Prepare the databases .* nothing to do/);
  });
});
