import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  codes,
  createTestClient,
  descendantsOf,
  eventually,
  killAtOnce,
  startTessera,
  type GraphQLAnswer,
  type TestTessera,
} from '@tessera/testkit';
import { openServiceDatabase, type Database, type Step } from './breakpoint.ts';
import { completedRegistrations, rowsOfInvited, rowsOfRegistered } from './held-rows.ts';
import { invite, sendAcceptance, type Invited } from './invitations.ts';
import { newRequest, PASSWORD, sendRegistration, type RegistrationVariables } from './requests.ts';

type Service = Step['service'];
type Case = readonly [name: string, killed: Service, step: Step];

const auth = (event: Step['event'], when: string): Step => ({ service: 'auth', table: 'registrations', event, when });
const tenants = (event: Step['event'], table: string, when: string): Step => ({ service: 'tenants', table, event, when });

const MADE = tenants('INSERT', 'memberships', 'true');
const OPENED = tenants('UPDATE', 'tenants', "NEW.status = 'ACTIVE'");
const COMPLETING: readonly Case[] = [
  ['records the user', 'auth', auth('INSERT', 'true')],
  ['makes company or membership', 'tenants', MADE],
  ['waits for company or membership', 'auth', MADE],
  ['records the tenant', 'auth', auth('UPDATE', "NEW.state = 'COMPANY_CREATED' AND OLD.state = 'USER_CREATED'")],
  ['opens the tenant', 'tenants', OPENED],
  ['activates the user', 'auth', auth('UPDATE', "NEW.state = 'ACTIVE' AND OLD.state = 'COMPANY_CREATED'")],
  ['seals the tokens', 'auth', auth('UPDATE', 'NEW.sealed_answer IS NOT NULL')],
];

const CANCELLED = tenants('INSERT', 'registrations', 'NEW.cancelled_at IS NOT NULL');
const UNDOING: readonly Case[] = [
  ['records the refusal', 'auth', auth('UPDATE', "NEW.state = 'COMPENSATING' AND OLD.state = 'USER_CREATED'")],
  ['cancels in tenants', 'tenants', CANCELLED],
  ['waits for the cancellation', 'auth', CANCELLED],
  ['removes the user', 'auth', auth('UPDATE', "NEW.state = 'FAILED'")],
];

const ENDS = ['before its commit', 'after its commit'] as const;
const matrix = (cases: readonly Case[]) =>
  cases.flatMap(([name, killed, step]) => ENDS.map((end) => [killed, end, name, step] as const));

const WITHIN_MS = 30_000;

/** Go through the same steps at once, so that one kill meets them all. */
interface Together {
  readonly registration: RegistrationVariables;
  /** Of somebody without an account, and of somebody with one. */
  readonly invitations: readonly Invited[];
}

let tessera: TestTessera;
const databases = {} as { -readonly [Name in Service]: Database };
/** A stranger's and a known user's, into a tenant that is open. */
const open: [Invited, Invited][] = [];
/** Into a tenant that has been suspended since: tenants refuses to accept them. The last is a known user's. */
const closed: Invited[] = [];
beforeAll(async () => {
  tessera = await startTessera({ args: ['--separate'], env: { TESSERA_RATE_SIGN_IN: 'off' } });
  for (const service of ['auth', 'tenants'] as const) {
    databases[service] = await openServiceDatabase(tessera.databasePrefix, service);
  }
  await inviteIntoOpenTenant();
  await inviteIntoClosedTenant();
}, 180_000);
afterAll(async () => {
  for (const database of Object.values(databases)) await database[Symbol.asyncDispose]();
  await tessera?.stop();
});

/** All of them at once, because a session does not outlast many kills. */
async function inviteIntoOpenTenant(): Promise<void> {
  const [owner, superadmin] = [await tessera.as('acme', 'OWNER'), await tessera.as(null, 'SUPERADMIN')];
  const create = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }';
  for (const _case of matrix(COMPLETING)) {
    const email = `${randomUUID()}@people.example`;
    await superadmin.ask(create, { input: { email, password: PASSWORD } });
    open.push([await invite(owner), await invite(owner, email)]);
  }
}

async function inviteIntoClosedTenant(): Promise<void> {
  const owner = await tessera.as('demo001', 'OWNER');
  for (const _case of matrix(UNDOING)) closed.push(await invite(owner));
  const { email, password } = tessera.account('acme', 'VIEWER');
  closed.push({ ...(await invite(owner, email)), password });
  const { tenant } = await owner.ask('{ tenant { id } }');
  const superadmin = await tessera.as(null, 'SUPERADMIN');
  await superadmin.ask('mutation ($id: ID!) { suspendTenant(id: $id, reason: "test") { id } }', { id: tenant.id });
}

function pidOf(service: Service): number | undefined {
  const pattern = new RegExp(`serve\\.ts ${service}$`);
  return descendantsOf(tessera.process.child.pid!).find(({ command }) => pattern.test(command))?.pid;
}

const kills: Record<Service, number[]> = { auth: [], tenants: [] };

/** `npm start` gives up a service that ends more often than ten times within a minute. */
async function untilItMayBeKilled(service: Service): Promise<void> {
  await delay(Math.max(0, (kills[service].at(-10) ?? 0) + 65_000 - Date.now()));
  kills[service].push(Date.now());
}

/**
 * Sends a request, and repeats it while it is told to wait, as a client does, until the kill: from there on nobody asks.
 * What a request answers whose service is killed says nothing; whether it was sent does not depend on it.
 */
async function untilTold(send: () => Promise<GraphQLAnswer<object>>, isOver: () => boolean): Promise<void> {
  const answer = await send().catch(() => undefined);
  const [told] = Object.values(answer?.data ?? {}) as { status: string }[];
  if (told?.status === 'PENDING' && !isOver()) await untilTold(send, isOver);
}

/**
 * `kill -9` while commits of the step are under way, which then end either way; returns when the service is back. Who
 * is invited opens no tenant: at that step the registration is alone.
 */
async function killAt(step: Step, killed: Service, end: (typeof ENDS)[number], { registration, invitations }: Together) {
  await untilItMayBeKilled(killed);
  const victim = pidOf(killed)!;
  const { stopped } = await databases[step.service].stopAt(step, step === OPENED ? 1 : 3);
  let isStopped = false;
  const lost = Promise.all([
    untilTold(() => sendRegistration(tessera, registration), () => isStopped),
    ...invitations.map((each) => untilTold(() => sendAcceptance(tessera.anonymous, each), () => isStopped)),
  ]);
  const commits = await stopped;
  isStopped = true;
  killAtOnce([victim]);
  await (end === 'after its commit' ? commits.commit() : commits.rollBack());
  await lost;
  await eventually(async () => (pidOf(killed) ?? victim) !== victim && (await fetch(`${tessera.origin}/health/ready`)).ok);
}

/** Without anybody asking: what was begun is ended by itself, and what was never recorded is not there. */
function settled({ idempotencyKey }: { readonly idempotencyKey: string }): Promise<string> {
  return eventually(
    async () => {
      const query = 'SELECT state FROM registrations WHERE idempotency_key = $1';
      const rows = await databases.auth.sql<{ state: string }>(query, [idempotencyKey]);
      const state = rows[0]?.state ?? 'NONE';
      return ['NONE', 'ACTIVE', 'FAILED'].includes(state) && state;
    },
    { withinMs: WITHIN_MS, describe: () => tessera.process.output().slice(-2_000) },
  );
}

const WHO_AM_I = '{ me { email role tenant { slug } } }';

/** Who a session is, once the gateway has heard that its tenant is open. */
function whoIs(accessToken: string) {
  const session = createTestClient(tessera.endpoint, accessToken);
  return eventually(() => session.ask(WHO_AM_I));
}

async function expectRegistered(input: RegistrationVariables): Promise<void> {
  await settled(input);
  const answer = await eventually(async () => {
    const { data } = await sendRegistration(tessera, input);
    return data?.register.status === 'ACTIVE' && data.register;
  });
  expect((await sendRegistration(tessera, input)).data?.register).toEqual(answer);
  expect(await whoIs(answer.session.accessToken)).toEqual({
    me: { email: input.input.email, role: 'OWNER', tenant: { slug: input.input.slug } },
  });
  const once = { tenants: 1, companies: 1, clients: 1, owners: 1, profiles: 1 };
  expect(await rowsOfRegistered(databases, input)).toEqual({ users: ['ACTIVE'], ...once });
}

async function expectAccepted(invitation: Invited): Promise<void> {
  await settled(invitation);
  const answer = await eventually(async () => {
    const { data } = await sendAcceptance(tessera.anonymous, invitation);
    return data?.acceptInvitation.status === 'ACTIVE' && data.acceptInvitation;
  });
  expect((await sendAcceptance(tessera.anonymous, invitation)).data?.acceptInvitation).toEqual(answer);
  expect(await whoIs(answer.session!.accessToken)).toEqual({
    me: { email: invitation.email, role: 'MEMBER', tenant: { slug: 'acme' } },
  });
  expect(await rowsOfInvited(databases, invitation)).toEqual({
    users: ['ACTIVE'], accepted: 1, memberships: 1, profiles: 1, open: 0,
  });
}

describe.each(matrix(COMPLETING))('%s killed %s, as it %s', (killed, end, _name, step) => {
  it('completes the registration, and the acceptance of invitations', async () => {
    const together = { registration: newRequest(), invitations: open.pop()! };
    await killAt(step, killed, end, together);
    await expectRegistered(together.registration);
    for (const invitation of together.invitations) await expectAccepted(invitation);
  }, 150_000);
});

describe.each(matrix(UNDOING))('%s killed %s, as it %s', (killed, end, _name, step) => {
  it('undoes the registration, and the acceptance of invitations', async () => {
    const registration = newRequest({ slug: 'acme' });
    const stranger = closed.shift()!;
    // Undone, an invitation can be accepted again: with another key.
    const member = { ...closed.at(-1)!, idempotencyKey: randomUUID() };
    await killAt(step, killed, end, { registration, invitations: [stranger, member] });
    for (const request of [registration, stranger, member]) expect(await settled(request)).toBe('FAILED');
    expect(codes(await sendRegistration(tessera, registration))).toEqual(['CONFLICT']);
    for (const each of [stranger, member]) expect(codes(await sendAcceptance(tessera.anonymous, each))).toEqual(['CONFLICT']);
    const none = { companies: 0, clients: 0, owners: 0, profiles: 0 };
    expect(await rowsOfRegistered(databases, registration)).toEqual({ users: [], tenants: 1, ...none });
    const untouched = { accepted: 0, memberships: 0, profiles: 0, open: 1 };
    expect(await rowsOfInvited(databases, stranger)).toEqual({ users: [], ...untouched });
    expect(await rowsOfInvited(databases, member)).toEqual({ users: ['ACTIVE'], ...untouched });
    const { data } = await sendRegistration(tessera, newRequest({ email: registration.input.email }));
    expect(data?.register.status).toMatch(/ACTIVE|PENDING/);
  }, 150_000);
});

describe('after all kills', () => {
  it('both databases know the same registrations, of the same users, and nobody is left half-way', async () => {
    const pending = 'SELECT FROM registrations WHERE finished_at IS NULL';
    await eventually(async () => (await databases.auth.sql(pending)).length === 0);
    const { inAuth, inTenants } = await completedRegistrations(databases);
    expect(inTenants).toEqual(inAuth);
    expect(inAuth.length).toBeGreaterThanOrEqual(3 * COMPLETING.length * ENDS.length);
    expect(await databases.auth.sql("SELECT FROM users WHERE status = 'PENDING'")).toEqual([]);
  });
});
