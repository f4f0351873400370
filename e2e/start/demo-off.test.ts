import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codes, startTessera, type TestTessera } from '@tessera/testkit';

let tessera: TestTessera;
beforeAll(async () => {
  tessera = await startTessera({ env: { TESSERA_DEMO: '0' } });
}, 150_000);
afterAll(() => tessera?.stop());

describe('with TESSERA_DEMO=0', () => {
  it('there is no account, and no file of any', () => {
    expect(existsSync(join(tessera.dataDir, 'demo-accounts.json'))).toBe(false);
    expect(tessera.process.output()).not.toMatch(/Lay down the demo|Accounts|Passwords|@demo\.com/);
  });

  it('nobody of the demo can log in', async () => {
    const login =
      'mutation ($email: String!) { login(email: $email, password: "password", tenant: "demo001") { accessToken } }';
    expect(codes(await tessera.anonymous.send(login, { email: 'owner@demo.com' }))).toEqual(['UNAUTHENTICATED']);
  });

  it('the Playground offers nobody', async () => {
    const playground = await (await fetch(tessera.endpoint, { headers: { accept: 'text/html' } })).text();
    expect(playground).not.toContain('@demo.com');
  });
});
