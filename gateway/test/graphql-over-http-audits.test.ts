import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serverAudits } from 'graphql-http';
import { startRig, type Rig } from './support/rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());

/** What the draft recommends or allows and we do not do, by the audit's id, and why. What it demands is done. */
const EXPLAINED: Readonly<Record<string, { readonly status: 'warn' | 'notice'; readonly why: string }>> = {
  '572B': { status: 'warn', why: 'A document that does not parse is 400 for application/json too, as with Apollo Server.' },
  FDE2: { status: 'warn', why: 'An invalid document is 400 for application/json too, as with Apollo Server.' },
  '7B9B': { status: 'warn', why: 'Variables that do not fit are 400 for application/json too, as with Apollo Server.' },
  '5A70': { status: 'notice', why: 'A GET without a preflight header could be sent by any page: CSRF prevention.' },
  '6A70': { status: 'notice', why: 'The same, with variables: it is answered once the header is there.' },
  D6D5: { status: 'notice', why: 'The same, for application/graphql-response+json.' },
};

async function runAudits(headers: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const fetchFn = (url: string, init: RequestInit = {}) =>
    fetch(url, { ...init, headers: { ...headers, ...Object.fromEntries(new Headers(init.headers)) } });
  const found: Record<string, string> = {};
  for (const audit of serverAudits({ url: () => rig.gateway.url, fetchFn })) {
    const { status } = await audit.fn();
    if (status !== 'ok') found[audit.id] = status;
  }
  return found;
}

describe('the audits of graphql-http', () => {
  it('find no error in the running gateway, and nothing to warn of that is not explained', async () => {
    const explained = Object.entries(EXPLAINED).map(([id, { status }]) => [id, status] as const);
    expect(await runAudits({})).toEqual(Object.fromEntries(explained));
  });

  it('find a GET well answered that cannot come from another page', async () => {
    const warnings = Object.entries(EXPLAINED).filter(([, { status }]) => status === 'warn');
    const expected = Object.fromEntries(warnings.map(([id, { status }]) => [id, status]));
    expect(await runAudits({ 'apollo-require-preflight': '1' })).toEqual(expected);
  });
});
