import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  codes,
  createTestClient,
  descendantsOf,
  eventually,
  killAtOnce,
  startTessera,
  type TestTessera,
} from '@tessera/testkit';
import { openServiceDatabase, type Database, type Step } from './breakpoint.ts';
import { invite, sendAcceptance, type Invited } from './invitations.ts';
import { newRequest, sendRegistration, type RegistrationVariables } from './requests.ts';

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

/** A registration and an invitation that go through the same steps at once, so that one kill meets both. */
interface Pair {
  readonly registration: RegistrationVariables;
  readonly invitation: Invited;
}

let tessera: TestTessera;
/** Into a tenant that is open, and into one that was suspended since: tenants refuses to accept these. */
const invitations = { open: [] as Invited[], closed: [] as Invited[] };
const databases = new Map<Service, Database>();
beforeAll(async () => {
  tessera = await startTessera({ args: ['--separate'] });
  for (const service of ['auth', 'tenants'] as const) {
    databases.set(service, await openServiceDatabase(tessera.databasePrefix, service));
  }
  const owner = await tessera.as('acme', 'OWNER');
  for (const _case of matrix(COMPLETING)) invitations.open.push(await invite(owner));
  await inviteIntoClosedTenant();
}, 180_000);
afterAll(async () => {
  for (const database of databases.values()) await database[Symbol.asyncDispose]();
  await tessera?.stop();
});

async function inviteIntoClosedTenant(): Promise<void> {
  const owner = await tessera.as('demo001', 'OWNER');
  for (const _case of matrix(UNDOING)) invitations.closed.push(await invite(owner));
  const { tenant } = await owner.ask('{ tenant { id } }');
  const superadmin = await tessera.as(null, 'SUPERADMIN');
  await superadmin.ask('mutation ($id: ID!) { suspendTenant(id: $id, reason: "test") { id } }', { id: tenant.id });
}

const of = (service: Service) => databases.get(service)!;

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
 * `kill -9` while commits of the step are under way, which then end either way; returns when the service is back. An
 * invitation opens no tenant: at that step the registration is alone.
 */
async function killAt(step: Step, killed: Service, end: (typeof ENDS)[number], { registration, invitation }: Pair) {
  await untilItMayBeKilled(killed);
  const victim = pidOf(killed)!;
  const { stopped } = await of(step.service).stopAt(step, step === OPENED ? 1 : 2);
  // What a request answers whose service is killed says nothing; whether it was sent does not depend on it.
  const lost = Promise.allSettled([
    sendRegistration(tessera, registration),
    sendAcceptance(tessera.anonymous, invitation),
  ]);
  const commits = await stopped;
  killAtOnce([victim]);
  await (end === 'after its commit' ? commits.commit() : commits.rollBack());
  await lost;
  await eventually(async () => (pidOf(killed) ?? victim) !== victim && (await fetch(`${tessera.origin}/health/ready`)).ok);
}

/** Without anybody asking: what was begun is ended by itself, and what was never recorded is not there. */
function settled(email: string): Promise<string> {
  return eventually(
    async () => {
      const rows = await of('auth').sql<{ state: string }>('SELECT state FROM registrations WHERE email = $1', [email]);
      const state = rows[0]?.state ?? 'NONE';
      return ['NONE', 'ACTIVE', 'FAILED'].includes(state) && state;
    },
    { withinMs: WITHIN_MS, describe: () => tessera.process.output().slice(-2_000) },
  );
}

/** Those in auth who have an e-mail and a credential. */
function usersOf(email: string) {
  return of('auth').sql<{ id: string; status: string }>(
    'SELECT id, status FROM users JOIN credentials ON user_id = id WHERE email = $1',
    [email],
  );
}

/** What both databases hold of one e-mail and slug. */
async function counts({ input: { email, slug } }: RegistrationVariables) {
  const users = await usersOf(email);
  const [business] = await of('tenants').sql(
    `SELECT (SELECT count(*)::int FROM tenants WHERE slug = $1 AND status = 'ACTIVE') AS tenants,
            (SELECT count(*)::int FROM companies WHERE contact_email = $2) AS companies,
            (SELECT count(*)::int FROM clients WHERE contact_email = $2) AS clients,
            (SELECT count(*)::int FROM memberships WHERE user_id = ANY ($3) AND role = 'OWNER') AS owners,
            (SELECT count(*)::int FROM user_profiles WHERE user_id = ANY ($3)) AS profiles`,
    [slug, email, users.map(({ id }) => id)],
  );
  return { users: users.map(({ status }) => status), ...business };
}

/** What both databases hold of one who was invited. */
async function countsOfInvited({ id, email }: Invited) {
  const users = await usersOf(email);
  const [joined] = await of('tenants').sql(
    `SELECT (SELECT count(*)::int FROM invitations WHERE id = $1 AND accepted_by = ANY ($2)) AS accepted,
            (SELECT count(*)::int FROM memberships WHERE user_id = ANY ($2)) AS memberships,
            (SELECT count(*)::int FROM user_profiles WHERE user_id = ANY ($2)) AS profiles,
            (SELECT count(*)::int FROM invitations WHERE id = $1 AND accepted_at IS NULL) AS open`,
    [id, users.map((user) => user.id)],
  );
  return { users: users.map(({ status }) => status), ...joined };
}

const WHO_AM_I = '{ me { email role tenant { slug } } }';

/** Who a session is, once the gateway has heard that its tenant is open. */
function whoIs(accessToken: string) {
  const session = createTestClient(tessera.endpoint, accessToken);
  return eventually(() => session.ask(WHO_AM_I));
}

async function expectRegistered(input: RegistrationVariables): Promise<void> {
  await settled(input.input.email);
  const answer = await eventually(async () => {
    const { data } = await sendRegistration(tessera, input);
    return data?.register.status === 'ACTIVE' && data.register;
  });
  expect((await sendRegistration(tessera, input)).data?.register).toEqual(answer);
  expect(await whoIs(answer.session.accessToken)).toEqual({
    me: { email: input.input.email, role: 'OWNER', tenant: { slug: input.input.slug } },
  });
  const once = { tenants: 1, companies: 1, clients: 1, owners: 1, profiles: 1 };
  expect(await counts(input)).toEqual({ users: ['ACTIVE'], ...once });
}

async function expectAccepted(invitation: Invited): Promise<void> {
  await settled(invitation.email);
  const answer = await eventually(async () => {
    const { data } = await sendAcceptance(tessera.anonymous, invitation);
    return data?.acceptInvitation.status === 'ACTIVE' && data.acceptInvitation;
  });
  expect((await sendAcceptance(tessera.anonymous, invitation)).data?.acceptInvitation).toEqual(answer);
  expect(await whoIs(answer.session!.accessToken)).toEqual({
    me: { email: invitation.email, role: 'MEMBER', tenant: { slug: 'acme' } },
  });
  expect(await countsOfInvited(invitation)).toEqual({
    users: ['ACTIVE'], accepted: 1, memberships: 1, profiles: 1, open: 0,
  });
}

describe.each(matrix(COMPLETING))('%s killed %s, as it %s', (killed, end, _name, step) => {
  it('completes the registration, and the acceptance of the invitation', async () => {
    const pair = { registration: newRequest(), invitation: invitations.open.pop()! };
    await killAt(step, killed, end, pair);
    await expectRegistered(pair.registration);
    await expectAccepted(pair.invitation);
  }, 150_000);
});

describe.each(matrix(UNDOING))('%s killed %s, as it %s', (killed, end, _name, step) => {
  it('undoes the registration, and the acceptance of the invitation', async () => {
    const [registration, invitation] = [newRequest({ slug: 'acme' }), invitations.closed.pop()!];
    const { email } = registration.input;
    await killAt(step, killed, end, { registration, invitation });
    expect(await settled(email)).toBe('FAILED');
    expect(await settled(invitation.email)).toBe('FAILED');
    expect(codes(await sendRegistration(tessera, registration))).toEqual(['CONFLICT']);
    expect(codes(await sendAcceptance(tessera.anonymous, invitation))).toEqual(['CONFLICT']);
    const none = { companies: 0, clients: 0, owners: 0, profiles: 0 };
    expect(await counts(registration)).toEqual({ users: [], tenants: 1, ...none });
    expect(await countsOfInvited(invitation)).toEqual({ users: [], accepted: 0, memberships: 0, profiles: 0, open: 1 });
    const { data } = await sendRegistration(tessera, newRequest({ email }));
    expect(data?.register.status).toMatch(/ACTIVE|PENDING/);
  }, 150_000);
});

describe('after all kills', () => {
  it('both databases know the same registrations, of the same users, and nobody is left half-way', async () => {
    const pending = 'SELECT FROM registrations WHERE finished_at IS NULL';
    await eventually(async () => (await of('auth').sql(pending)).length === 0);
    const inAuth = await of('auth').sql(
      `SELECT registrations.id, user_id, tenant_id FROM registrations JOIN users ON users.id = user_id
       WHERE state = 'ACTIVE' AND status = 'ACTIVE' ORDER BY 1`,
    );
    const inTenants = await of('tenants').sql(
      `SELECT registrations.id, user_id, tenant_id FROM registrations JOIN memberships USING (tenant_id)
       WHERE cancelled_at IS NULL
       UNION ALL
       SELECT registrations.id, user_id, memberships.tenant_id FROM registrations
       JOIN invitations ON invitations.id = invitation_id JOIN memberships ON user_id = accepted_by
       WHERE cancelled_at IS NULL ORDER BY 1`,
    );
    expect(inTenants).toEqual(inAuth);
    expect(inAuth.length).toBeGreaterThanOrEqual(2 * COMPLETING.length * ENDS.length);
    expect(await of('auth').sql("SELECT FROM users WHERE status = 'PENDING'")).toEqual([]);
  });
});
