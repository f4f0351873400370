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
import { newRequest, sendRegistration, type RegistrationVariables } from './requests.ts';

type Service = Step['service'];
type Case = readonly [name: string, killed: Service, step: Step];

const auth = (event: Step['event'], when: string): Step => ({ service: 'auth', table: 'registrations', event, when });
const tenants = (event: Step['event'], table: string, when: string): Step => ({ service: 'tenants', table, event, when });

const MADE = tenants('INSERT', 'memberships', 'true');
const COMPLETING: readonly Case[] = [
  ['records the user', 'auth', auth('INSERT', 'true')],
  ['makes the company', 'tenants', MADE],
  ['waits for the company', 'auth', MADE],
  ['records the company', 'auth', auth('UPDATE', "NEW.state = 'COMPANY_CREATED' AND OLD.state = 'USER_CREATED'")],
  ['opens the tenant', 'tenants', tenants('UPDATE', 'tenants', "NEW.status = 'ACTIVE'")],
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

let tessera: TestTessera;
const databases = new Map<Service, Database>();
beforeAll(async () => {
  tessera = await startTessera({ args: ['--separate'] });
  for (const service of ['auth', 'tenants'] as const) {
    databases.set(service, await openServiceDatabase(tessera.databasePrefix, service));
  }
}, 180_000);
afterAll(async () => {
  for (const database of databases.values()) await database[Symbol.asyncDispose]();
  await tessera?.stop();
});

const of = (service: Service) => databases.get(service)!;

function pidOf(service: Service): number | undefined {
  const pattern = new RegExp(`serve\\.ts ${service}$`);
  return descendantsOf(tessera.process.child.pid!).find(({ command }) => pattern.test(command))?.pid;
}

/** `kill -9` while a commit of the step is under way, which then ends either way; returns when the service is back. */
async function killAt(step: Step, killed: Service, end: (typeof ENDS)[number], input: RegistrationVariables) {
  const victim = pidOf(killed)!;
  const { stopped } = await of(step.service).stopAt(step);
  // What a request answers whose service is killed says nothing; whether it was sent does not depend on it.
  const lost = sendRegistration(tessera, input).catch(() => undefined);
  const commit = await stopped;
  killAtOnce([victim]);
  await (end === 'after its commit' ? commit.commit() : commit.rollBack());
  await lost;
  await eventually(async () => (pidOf(killed) ?? victim) !== victim && (await fetch(`${tessera.origin}/health/ready`)).ok);
}

/** Without anybody asking: what was begun is ended by itself, and what was never recorded is not there. */
function settled({ input: { email } }: RegistrationVariables): Promise<string> {
  return eventually(
    async () => {
      const rows = await of('auth').sql<{ state: string }>('SELECT state FROM registrations WHERE email = $1', [email]);
      const state = rows[0]?.state ?? 'NONE';
      return ['NONE', 'ACTIVE', 'FAILED'].includes(state) && state;
    },
    { withinMs: WITHIN_MS, describe: () => tessera.process.output().slice(-2_000) },
  );
}

/** What both databases hold of one e-mail and slug. */
async function counts({ input: { email, slug } }: RegistrationVariables) {
  const users = await of('auth').sql<{ id: string; status: string }>(
    'SELECT id, status FROM users JOIN credentials ON user_id = id WHERE email = $1',
    [email],
  );
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

describe.each(matrix(COMPLETING))('%s killed %s, as it %s', (killed, end, _name, step) => {
  it('completes the registration', async () => {
    const input = newRequest();
    await killAt(step, killed, end, input);
    await settled(input);
    const answer = await eventually(async () => {
      const { data } = await sendRegistration(tessera, input);
      return data?.register.status === 'ACTIVE' && data.register;
    });
    expect((await sendRegistration(tessera, input)).data?.register).toEqual(answer);
    const session = createTestClient(tessera.endpoint, answer.session.accessToken);
    expect(await session.ask('{ me { email role tenant { slug } } }')).toEqual({
      me: { email: input.input.email, role: 'OWNER', tenant: { slug: input.input.slug } },
    });
    const once = { tenants: 1, companies: 1, clients: 1, owners: 1, profiles: 1 };
    expect(await counts(input)).toEqual({ users: ['ACTIVE'], ...once });
  }, 150_000);
});

describe.each(matrix(UNDOING))('%s killed %s, as it %s', (killed, end, _name, step) => {
  it('undoes the registration', async () => {
    const input = newRequest({ slug: 'acme' });
    await killAt(step, killed, end, input);
    expect(await settled(input)).toBe('FAILED');
    expect(codes(await sendRegistration(tessera, input))).toEqual(['CONFLICT']);
    const none = { companies: 0, clients: 0, owners: 0, profiles: 0 };
    expect(await counts(input)).toEqual({ users: [], tenants: 1, ...none });
    const { data } = await sendRegistration(tessera, newRequest({ email: input.input.email }));
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
       WHERE cancelled_at IS NULL ORDER BY 1`,
    );
    expect(inTenants).toEqual(inAuth);
    expect(inAuth.length).toBeGreaterThanOrEqual(COMPLETING.length * ENDS.length);
    expect(await of('auth').sql("SELECT FROM users WHERE status = 'PENDING'")).toEqual([]);
  });
});
