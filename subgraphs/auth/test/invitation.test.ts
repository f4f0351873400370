import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@tessera/testkit';
import { v7 } from 'uuid';
import type { Identity } from '@tessera/identity';
import { login } from '../src/services/login.ts';
import { acceptInvitation } from '../src/services/registration/accept-invitation.ts';
import type { AcceptInvitationInput } from '../src/services/registration/check-acceptance.ts';
import { previewInvitation } from '../src/services/registration/preview-invitation.ts';
import { register } from '../src/services/registration/register.ts';
import { codeOf, identityOf, openAuthWorld, PASSWORD, type AuthWorld } from './support/auth-world.ts';
import { invited } from './support/invitations.ts';
import { request } from './support/registration-requests.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await openAuthWorld();
});
afterAll(() => world.close());
afterEach(() => {
  Object.assign(world.companies, { status: 'ACTIVE', revokesMeanwhile: false, losesAnswers: false });
  expect(world.faults.splice(0)).toEqual([]);
});

const send = (input: AcceptInvitationInput, identity: Identity | null = null) =>
  acceptInvitation(world.scope(identity), input);

/** Repeats the request until it is complete, which takes a while on a busy machine. */
function complete(input: AcceptInvitationInput, identity: Identity | null = null) {
  return eventually(async () => {
    const answer = await send(input, identity);
    return answer.status === 'ACTIVE' && answer;
  });
}

/** The code that a request is refused with in the end. */
function refusal(input: AcceptInvitationInput, identity: Identity | null = null) {
  return eventually(async () => {
    const code = await codeOf(send(input, identity));
    return code !== 'OK' && code;
  });
}

async function usersOf(email: string): Promise<string[]> {
  const rows = await world.sql<{ status: string }>(
    'SELECT status FROM users JOIN credentials ON user_id = id WHERE email = $1',
    [email],
  );
  return rows.map(({ status }) => status);
}

const statesOf = async (email: string) =>
  (await world.sql<{ state: string }>('SELECT state FROM registrations WHERE email = $1', [email])).map(({ state }) => state);

const invite = (...args: Parameters<typeof invited> extends [unknown, ...infer Rest] ? Rest : never) =>
  invited(world.companies, ...args);

/** A user with an account, and an invitation for it. */
async function invitedUser(given: Partial<AcceptInvitationInput> = {}) {
  const user = await world.addUser(`${v7()}@people.example`, { tenants: [{}] });
  return { user, input: invite({ email: user.email }, given) };
}

describe('an invited person without an account', () => {
  it('becomes an ACTIVE user with a session in the tenant', async () => {
    const input = invite({ role: 'VIEWER' });
    const { tenantId, session } = await complete(input);
    expect(tenantId).toBe(input.tenantId);
    expect(session).toMatchObject({ role: 'VIEWER', tenantId, user: { email: input.email, status: 'ACTIVE' } });
    expect(await codeOf(login(world.scope(), { email: input.email, password: PASSWORD, tenant: null }))).toBe('OK');
  });

  it('gets the same answer for the same key, at another process too', async () => {
    const input = invite();
    const answer = await complete(input);
    expect(await acceptInvitation(world.scopeElsewhere(), input)).toEqual(answer);
    expect(await world.sql('SELECT FROM sessions WHERE user_id = $1', [answer.session!.user.id])).toHaveLength(1);
  });

  it('chooses a password that is good enough, and is told so before anything is stored', async () => {
    for (const password of [null, 'short', 'password1234']) {
      const input = invite({}, { password });
      expect(await codeOf(send(input))).toBe('BAD_USER_INPUT');
      expect(await usersOf(input.email)).toEqual([]);
    }
  });

  it('is one user and one member, however many accept at once', async () => {
    const first = invite();
    const requests = [1, 2, 3, 4].map(() => ({ ...first, idempotencyKey: v7() }));
    const codes = await Promise.all(requests.map((each) => codeOf(acceptInvitation(world.scopeElsewhere(), each))));
    expect(codes.filter((code) => code === 'OK')).toHaveLength(1);
    expect(codes.filter((code) => code === 'CONFLICT')).toHaveLength(3);
    expect(await usersOf(first.email)).toHaveLength(1);
  });

  it('is told in the audit', async () => {
    const input = invite();
    const { session } = await complete(input);
    const kinds = (await world.events()).filter((event) => event.user_id === session!.user.id).map(({ kind }) => kind);
    expect(kinds).toEqual(['USER_CREATED', 'INVITATION_ACCEPTED', 'LOGIN']);
  });
});

describe('an invited person with an account', () => {
  it('proves itself by its password, and gets a session in the new tenant', async () => {
    const { user, input } = await invitedUser();
    const { session } = await complete(input);
    expect(session).toMatchObject({ tenantId: input.tenantId, user: { id: user.id } });
    expect(await send(input)).toMatchObject({ session: { accessToken: session!.accessToken } });
    expect(world.memberships.get(user.id)).toHaveLength(2);
  });

  it('proves itself by being signed in, and then gets no other session', async () => {
    const { user, input } = await invitedUser({ password: null });
    const self = identityOf(user, 'MEMBER', v7());
    const answer = await complete(input, self);
    expect(answer).toEqual({ status: 'ACTIVE', tenantId: input.tenantId, session: null });
    expect(await send(input, self)).toEqual(answer);
    expect(await codeOf(send(input))).toBe('CONFLICT');
  });

  it('is nobody else: not who holds the token alone, another user, or a key of theirs', async () => {
    const { user, input } = await invitedUser({ password: null });
    const other = await world.addUser(`${v7()}@people.example`);
    expect(await codeOf(send(input))).toBe('UNAUTHENTICATED');
    expect(await codeOf(send({ ...input, password: 'not the right one' }))).toBe('UNAUTHENTICATED');
    expect(await codeOf(send(input, identityOf(other, 'MEMBER', v7())))).toBe('FORBIDDEN');
    expect(await codeOf(send(input, { ...identityOf(user, 'MEMBER', v7()), scopes: ['members:write'] }))).toBe('FORBIDDEN');
    expect(await statesOf(user.email)).toEqual([]);
    expect(world.memberships.get(user.id)).toHaveLength(1);
  });

  it('is locked out after too many wrong passwords, as at login', async () => {
    const { input } = await invitedUser({ password: 'not the right one' });
    expect(await eventually(async () => (await codeOf(send(input))) === 'RATE_LIMITED')).toBe(true);
  });

  it('is refused while it is disabled, or being registered', async () => {
    const { user, input } = await invitedUser();
    await world.sql("UPDATE users SET status = 'DISABLED' WHERE id = $1", [user.id]);
    expect(await codeOf(send(input))).toBe('FORBIDDEN');
    world.companies.status = 'PROVISIONING';
    const pending = request();
    await register(world.scope(), pending);
    expect(await codeOf(send(invite({ email: pending.email })))).toBe('CONFLICT');
    world.companies.status = 'ACTIVE';
    await eventually(async () => (await usersOf(pending.email))[0] === 'ACTIVE' || register(world.scope(), pending).then(() => false));
  });
});

describe('an invitation', () => {
  it.each(['ACCEPTED', 'REVOKED', 'EXPIRED'])('that is %s is refused', async (status) => {
    const input = invite({ status });
    expect(await codeOf(send(input))).toBe('CONFLICT');
    expect(await usersOf(input.email)).toEqual([]);
  });

  it('that is none is not found', async () => {
    expect(await codeOf(send({ ...invite(), token: 'tsi_nonsense' }))).toBe('NOT_FOUND');
  });

  it('shows who holds its token what it offers, and whether there is an account', async () => {
    const { user, input } = await invitedUser();
    const stranger = invite({ role: 'ADMIN' });
    const preview = (token: string) => previewInvitation(world.scope(), token);
    expect(await preview(input.token)).toMatchObject({ email: user.email, hasAccount: true });
    expect(await preview(stranger.token)).toMatchObject({ role: 'ADMIN', status: 'PENDING', hasAccount: false });
    expect(await preview('tsi_nonsense')).toBeNull();
  });

  it('keeps neither token nor password where they can be read', async () => {
    const input = invite();
    await complete(input);
    const stored = JSON.stringify(await world.sql('SELECT registrations::text FROM registrations WHERE email = $1', [input.email]));
    for (const secret of [PASSWORD, input.token]) expect(stored).not.toContain(secret);
  });
});

describe('an acceptance', () => {
  it('whose key stands for another request is refused', async () => {
    const input = invite();
    await complete(input);
    for (const other of [{ token: invite().token }, { password: 'another wide sky' }, { displayName: 'Eve' }]) {
      expect(await codeOf(send({ ...input, ...other }))).toBe('CONFLICT');
    }
  });

  it('whose answers are lost is completed when they come', async () => {
    world.companies.losesAnswers = true;
    const input = invite();
    expect(await send(input)).toEqual({ status: 'PENDING', tenantId: null, session: null });
    world.companies.losesAnswers = false;
    expect((await complete(input)).session).toMatchObject({ tenantId: input.tenantId });
  });

  it('that tenants refuses is undone: a new user is gone, and one with an account keeps it', async () => {
    const { user, input: known } = await invitedUser();
    const stranger = invite();
    world.companies.revokesMeanwhile = true;
    for (const input of [stranger, known]) expect(await refusal(input)).toBe('CONFLICT');
    for (const { email } of [stranger, known]) await eventually(async () => (await statesOf(email))[0] === 'FAILED');
    expect(await usersOf(stranger.email)).toEqual([]);
    expect(await usersOf(user.email)).toEqual(['ACTIVE']);
    expect(await codeOf(login(world.scope(), { email: user.email, password: PASSWORD, tenant: null }))).toBe('OK');
  });
});
