import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { AppError } from '@tessera/errors';
import { eventually } from '@tessera/testkit';
import { v7 } from 'uuid';
import { disableUser } from '../src/services/disable-user.ts';
import { enableUser } from '../src/services/enable-user.ts';
import { login } from '../src/services/login.ts';
import { purgeExpired } from '../src/services/purge-expired.ts';
import type { OpenedSession } from '../src/services/open-session.ts';
import type { RegisterInput } from '../src/services/registration/check-request.ts';
import { register } from '../src/services/registration/register.ts';
import { refusalOf, request } from './support/registration-requests.ts';
import { claimsOf, codeOf, identityOf, openAuthWorld, PASSWORD, type AuthWorld } from './support/auth-world.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await openAuthWorld();
});
afterAll(() => world.close());
afterEach(() => {
  Object.assign(world.companies, { status: 'ACTIVE', isAway: false, losesAnswers: false });
  expect(world.faults.splice(0)).toEqual([]);
});

const send = (input: RegisterInput) => register(world.scope(), input);

/** Repeats the request until it is complete, which takes a while on a busy machine. */
function complete(input: RegisterInput): Promise<OpenedSession> {
  return eventually(async () => (await send(input)).session);
}

/** How a request is refused, repeated until it is. */
const refusal = (input: RegisterInput) => eventually(() => refusalOf(send(input)));

async function registrationOf({ email }: RegisterInput) {
  const rows = await world.sql('SELECT * FROM registrations WHERE email = $1 ORDER BY id', [email]);
  return rows.at(-1) as Record<string, unknown> & { id: string; user_id: string; state: string };
}

async function usersOf({ email }: RegisterInput): Promise<string[]> {
  const rows = await world.sql<{ status: string }>(
    'SELECT status FROM users JOIN credentials ON user_id = id WHERE email = $1',
    [email],
  );
  return rows.map(({ status }) => status);
}

/** As if its process had died: the lease is over, and the next attempt due. */
const orphan = (input: RegisterInput) =>
  world.sql("UPDATE registrations SET leased_until = NULL, next_attempt_at = now() WHERE email = $1", [input.email]);

const settled = (input: RegisterInput, state: string) =>
  eventually(async () => (await registrationOf(input)).state === state);

describe('register', () => {
  it('makes an ACTIVE user and opens its session as OWNER of a tenant', async () => {
    const input = request({ email: '  Ada@People.Example ' });
    const session = await complete(input);
    const { id } = await registrationOf({ ...input, email: 'ada@people.example' });
    const { tenantId } = world.companies.made.get(id)!;
    expect(session).toMatchObject({ role: 'OWNER', tenantId });
    expect(claimsOf(session.accessToken)).toMatchObject({ sub: session.user.id, tid: tenantId, role: 'OWNER' });
    expect(session.user).toMatchObject({ email: 'ada@people.example', status: 'ACTIVE' });
    expect(await codeOf(login(world.scope(), { email: input.email, password: PASSWORD, tenant: null }))).toBe('OK');
  });

  it('gives a repeated request the same answer, at another process too', async () => {
    const input = request();
    const session = await complete(input);
    expect(await send(input)).toEqual({ status: 'ACTIVE', session });
    expect(await register(world.scopeElsewhere(), input)).toEqual({ status: 'ACTIVE', session });
    expect(await world.sql('SELECT FROM sessions WHERE user_id = $1', [session.user.id])).toHaveLength(1);
  });

  it('gives requests that come at once with one key one user and one session', async () => {
    const input = request();
    await Promise.allSettled(Array.from({ length: 4 }, () => register(world.scopeElsewhere(), input)));
    const session = await complete(input);
    expect(await usersOf(input)).toEqual(['ACTIVE']);
    expect(await world.sql('SELECT FROM sessions WHERE user_id = $1', [session.user.id])).toHaveLength(1);
  });

  it('refuses a key that stands for another request, another password included', async () => {
    const input = await completed(request());
    const others = [{ companyName: 'Südwind' }, { email: 'eve@people.example' }, { password: 'another wide sky' }];
    for (const other of others) {
      expect(await codeOf(send({ ...input, ...other }))).toBe('CONFLICT');
    }
  });

  it('makes one user of fifty requests for one e-mail', async () => {
    const { email } = request();
    const codes = await Promise.all(Array.from({ length: 50 }, () => codeOf(send(request({ email })))));
    expect(codes.filter((code) => code === 'OK')).toHaveLength(1);
    expect(codes.filter((code) => code !== 'OK' && code !== 'CONFLICT' && code !== 'RATE_LIMITED')).toEqual([]);
    expect(await usersOf(request({ email }))).toHaveLength(1);
    expect(await world.sql('SELECT FROM registrations WHERE email = $1', [email])).toHaveLength(1);
  });

  it.each([
    ['a malformed e-mail', { email: 'nobody' }],
    ['a weak password', { password: 'password1234' }],
    ['a short key', { idempotencyKey: 'short' }],
    ['a key with blanks', { idempotencyKey: 'a key that has blanks in it' }],
    ['a text without end', { companyName: 'x'.repeat(201) }],
  ])('refuses %s before anything is stored', async (_what, wrong) => {
    const input = request(wrong);
    expect(await codeOf(send(input))).toBe('BAD_USER_INPUT');
    expect(await world.sql('SELECT FROM registrations WHERE email = $1', [input.email])).toEqual([]);
  });

  it('keeps neither password nor token where they can be read', async () => {
    const input = request();
    const session = await complete(input);
    const stored = JSON.stringify(await registrationOf(input));
    for (const secret of [PASSWORD, session.accessToken, session.refreshToken!]) expect(stored).not.toContain(secret);
  });
});

describe('a registration that waits', () => {
  it('answers PENDING, admits nobody, and is completed when tenants comes back', async () => {
    world.companies.isAway = true;
    const input = request();
    expect(await send(input)).toEqual({ status: 'PENDING', session: null });
    expect(await usersOf(input)).toEqual(['PENDING']);
    const { email } = input;
    expect(await codeOf(login(world.scope(), { email, password: PASSWORD, tenant: null }))).toBe('FORBIDDEN');
    world.companies.isAway = false;
    world.registrar().start();
    await settled(input, 'ACTIVE');
    expect(await complete(input)).toBeTruthy();
  });

  it('is completed where the answer of tenants was lost, with the one tenant that was made', async () => {
    world.companies.losesAnswers = true;
    const input = request();
    expect((await send(input)).status).toBe('PENDING');
    const { tenantId } = world.companies.made.get((await registrationOf(input)).id)!;
    world.companies.losesAnswers = false;
    await orphan(input);
    expect(await complete(input)).toMatchObject({ tenantId });
  });

  it('is completed once its tenant is ready', async () => {
    world.companies.status = 'PROVISIONING';
    const input = request();
    expect((await send(input)).status).toBe('PENDING');
    expect((await registrationOf(input)).state).toBe('COMPANY_CREATED');
    world.companies.status = 'ACTIVE';
    await settled(input, 'ACTIVE');
  });

  it('cannot be enabled or disabled by hand', async () => {
    world.companies.isAway = true;
    const input = request();
    await send(input);
    const { user_id: userId } = await registrationOf(input);
    const root = await world.addUser(`${v7()}@root.example`, { admin: true });
    const superadmin = world.scope(identityOf(root, 'SUPERADMIN', null));
    expect(await codeOf(disableUser(superadmin, userId))).toBe('NOT_FOUND');
    expect(await codeOf(enableUser(superadmin, userId))).toBe('NOT_FOUND');
    expect(await usersOf(input)).toEqual(['PENDING']);
  });
});

describe('the identity role', () => {
  it('deletes no user whose registration is complete', async () => {
    const input = await completed(request());
    const { user_id: userId } = await registrationOf(input);
    const platform = world.database.platform({ userId: null, requestId: 'test' });
    await platform.sql('DELETE FROM credentials WHERE user_id = $1', [userId]);
    await platform.sql('DELETE FROM users WHERE id = $1', [userId]);
    expect(await usersOf(input)).toEqual(['ACTIVE']);
  });
});

describe('a registration that is refused', () => {
  it('leaves nothing behind, and is refused alike each time', async () => {
    const { slug } = await completed(request());
    const input = request({ slug });
    const refusals = [await refusal(input), await refusal(input)];
    expect(refusals[0]).toMatchObject({ code: 'CONFLICT', details: { field: 'input.slug' } });
    expect(refusals[1]).toEqual(refusals[0]);
    expect(await usersOf(input)).toEqual([]);
    expect(world.companies.cancelled).toContain((await registrationOf(input)).id);
  });

  it('frees the e-mail for another try with a new key', async () => {
    const { slug } = await completed(request());
    const { email } = request();
    expect(await refusal(request({ email, slug }))).toMatchObject({ code: 'CONFLICT' });
    expect(await complete(request({ email }))).toMatchObject({ user: { email } });
  });

  it('is undone in tenants before it is here, however long that takes', async () => {
    const { slug } = await completed(request());
    const input = request({ slug });
    const { cancelRegistration } = world.companies.company;
    const away = async () => {
      throw new AppError('UNAVAILABLE', 'Away.');
    };
    Object.assign(world.companies.company, { cancelRegistration: away });
    expect(await refusal(input)).toMatchObject({ code: 'CONFLICT' });
    expect(await usersOf(input)).toEqual(['PENDING']);
    Object.assign(world.companies.company, { cancelRegistration });
    await settled(input, 'FAILED');
    expect(await usersOf(input)).toEqual([]);
  });

  it('is undone when it could not be completed for hours', async () => {
    world.companies.isAway = true;
    const input = request();
    await send(input);
    await world.sql("UPDATE registrations SET created_at = now() - interval '7 hours' WHERE email = $1", [input.email]);
    await orphan(input);
    expect(await refusal(input)).toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('undone') });
    world.companies.isAway = false;
    await settled(input, 'FAILED');
    expect(await usersOf(input)).toEqual([]);
  });
});

describe('after a day', () => {
  it('a finished registration is forgotten, and an unfinished one is not', async () => {
    const done = await completed(request());
    world.companies.status = 'PROVISIONING';
    const waiting = request();
    await send(waiting);
    const earlier = "created_at = created_at - interval '25 hours', finished_at = finished_at - interval '25 hours'";
    await world.sql(`UPDATE registrations SET ${earlier}`);
    await purgeExpired(world.database.platform({ userId: null, requestId: 'test' }));
    expect(await registrationOf(done)).toBeUndefined();
    expect(await registrationOf(waiting)).toBeDefined();
    expect(await codeOf(send(done))).toBe('CONFLICT');
  });
});

async function completed(input: RegisterInput): Promise<RegisterInput> {
  await complete(input);
  return input;
}
