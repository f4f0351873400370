import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codes, createTestClient, eventually, startTessera, type TestTessera } from '@tessera/testkit';
import { newRequest, PASSWORD, sendRegistration, type RegistrationVariables } from './requests.ts';

let tessera: TestTessera;
beforeAll(async () => {
  // Fifty requests at once, and their repetitions, come from one address.
  tessera = await startTessera({ env: { TESSERA_RATE_SIGN_IN: 'off' } });
}, 120_000);
afterAll(() => tessera?.stop());

/** As a client does: repeats the request until it is complete. */
function registered(input: RegistrationVariables) {
  return eventually(async () => {
    const { data } = await sendRegistration(tessera, input);
    return data?.register.status === 'ACTIVE' && data.register.session;
  });
}

/** What a client is told in the end, which repeats its request while it is told to wait. */
function endOf(input: RegistrationVariables) {
  return eventually(async () => {
    const answer = await sendRegistration(tessera, input);
    const end = answer.data?.register.status ?? codes(answer)[0]!;
    return (end === 'ACTIVE' || end === 'CONFLICT') && end;
  }, { everyMs: 500 });
}

describe('register', () => {
  it('lets a stranger in as the OWNER of a tenant in which every service is ready', async () => {
    const input = newRequest({ displayName: 'Ada Lovelace' });
    const owner = createTestClient(tessera.endpoint, (await registered(input)).accessToken);
    expect(await owner.ask('{ me { role tenant { slug status } } myProfile { displayName } company { name } }')).toEqual({
      me: { role: 'OWNER', tenant: { slug: input.input.slug, status: 'ACTIVE' } },
      myProfile: { displayName: 'Ada Lovelace' },
      company: { name: 'Nordwind AG' },
    });
    const create = 'mutation { createCustomer(input: { name: "First", email: "first@example.com" }) { name } }';
    expect(await owner.ask(create)).toEqual({ createCustomer: { name: 'First' } });
    expect(await owner.ask('{ customers { totalCount } }')).toEqual({ customers: { totalCount: 1 } });
  });

  it('answers a repeated request alike', async () => {
    const input = newRequest();
    const session = await registered(input);
    for (let times = 0; times < 3; times += 1) {
      expect((await sendRegistration(tessera, input)).data?.register).toEqual({ status: 'ACTIVE', session });
    }
  });

  it('refuses a key that stands for another request', async () => {
    const input = newRequest();
    await registered(input);
    for (const other of [{ companyName: 'Südwind AG' }, { password: `${PASSWORD}!` }]) {
      const changed = { ...input, input: { ...input.input, ...other } };
      expect(codes(await sendRegistration(tessera, changed))).toEqual(['CONFLICT']);
    }
  });

  it('makes one user of fifty requests for one e-mail at once', async () => {
    const { email } = newRequest().input;
    const requests = Array.from({ length: 50 }, () => newRequest({ email }));
    await Promise.all(requests.map((each) => sendRegistration(tessera, each)));
    const ends = await Promise.all(requests.map((each) => endOf(each)));
    expect(ends.filter((end) => end === 'ACTIVE')).toHaveLength(1);
    expect(ends.filter((end) => end === 'CONFLICT')).toHaveLength(49);
    const superadmin = await tessera.as(null, 'SUPERADMIN');
    const slugs = requests.map(({ input }) => input.slug);
    const { tenants } = await superadmin.ask('{ tenants(first: 100) { nodes { slug } } }');
    const made = tenants.nodes.filter(({ slug }: { slug: string }) => slugs.includes(slug));
    expect(made).toEqual([{ slug: slugs[ends.indexOf('ACTIVE')] }]);
  });

  it('tells a taken slug, and takes the same e-mail with another one', async () => {
    const taken = newRequest({ slug: 'acme' });
    const answer = await sendRegistration(tessera, taken);
    expect(answer.errors[0]?.extensions).toMatchObject({ code: 'CONFLICT', field: 'input.slug' });
    const next = newRequest({ email: taken.input.email });
    expect((await registered(next)).refreshToken).toMatch(/^tsr_/);
  });
});

describe('the projections', () => {
  it.each(['auth', 'tenants'])('of %s have counted what was made and what was undone', async (service) => {
    expect(await endOf(newRequest({ slug: 'acme' }))).toBe('CONFLICT');
    const superadmin = await tessera.as(null, 'SUPERADMIN');
    const query = 'query ($service: String!) { verifyProjection(service: $service) { matches differences { entity } } }';
    const matches = async () => (await superadmin.ask(query, { service })).verifyProjection.matches;
    expect(await eventually(matches)).toBe(true);
  });
});
