import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { REPOSITORY, startProcess, startTessera, type TestTessera } from '@tessera/testkit';

let tessera: TestTessera;
beforeAll(async () => {
  tessera = await startTessera();
});
afterAll(() => tessera.stop());

/** Runs the example as its readers do, and waits for its end. */
async function runExample(...args: string[]): Promise<{ code: number | string; output: string }> {
  const env = { PATH: process.env['PATH'], TESSERA_ENDPOINT: tessera.endpoint };
  const program = startProcess(['examples/typed-client/src/main.ts', ...args], env, REPOSITORY);
  return { code: await program.ended, output: program.output() };
}

describe('the typed client', () => {
  it("logs in and prints its tenant's customers", async () => {
    const { email, password } = tessera.account('demo001', 'OWNER');
    const { code, output } = await runExample(email, password, 'demo001');
    expect({ code, output }).toEqual({ code: 0, output: expect.any(String) });
    const [first, ...customers] = output.trim().split('\n');
    expect(first).toBe(`${email}, OWNER of Demo Company`);
    expect(customers).toContain('- Alice Johnson <customer1@example.com>, Tech Corp');
    expect(customers).toContain('- Bob Wilson <customer2@example.com>, Design Co');
  });

  it('prints nothing of another tenant', async () => {
    const { email, password } = tessera.account('acme', 'OWNER');
    const { output } = await runExample(email, password);
    expect(output).toContain('OWNER of ');
    expect(output).not.toContain('customer1@example.com');
  });

  it('ends with 1 and the code of the error for a wrong password', async () => {
    const { email } = tessera.account('demo001', 'OWNER');
    const { code, output } = await runExample(email, 'not the password');
    expect({ code, output: output.trim() }).toEqual({ code: 1, output: expect.stringMatching(/^UNAUTHENTICATED: /) });
  });

  it('says how to call it when it is called without an account', async () => {
    const { code, output } = await runExample();
    expect({ code, output: output.trim() }).toEqual({ code: 1, output: expect.stringMatching(/^USAGE: /) });
  });
});
