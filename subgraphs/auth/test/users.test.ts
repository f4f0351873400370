import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import type { Identity, Role } from '@tessera/identity';
import { startAuth, type AuthProcess } from './support/auth-process.ts';
import { identityOf } from './support/auth-world.ts';

let auth: AuthProcess;
let root: Identity;

beforeAll(async () => {
  auth = await startAuth();
  root = identityOf({ id: v7(), email: 'root@platform.example' }, 'SUPERADMIN', null);
  await addUser('ann@example.com', '2026-03-01');
  await addUser('anna@example.com', '2026-03-02', 'DISABLED');
  await addUser('a_n%n@example.com', '2026-03-03');
  await addUser('bob@xn--bcher-kva.example', '2026-03-04', 'PENDING');
  await addUser('joann@example.com', '2026-03-04');
});
afterAll(() => auth.stop());

const addUser = (email: string, day: string, status = 'ACTIVE') =>
  auth.sql('INSERT INTO users (id, email, status, created_at) VALUES ($1, $2, $3::user_status, $4)', [v7(), email, status, `${day}T12:00:00Z`]);

const LIST = `query ($first: Int, $after: String, $filter: UserFilter) {
  users(first: $first, after: $after, filter: $filter) {
    totalCount nodes { email status createdAt } edges { cursor node { email } } pageInfo { hasNextPage endCursor }
  }
}`;
const ask = (variables: Record<string, unknown>, as: Identity | null = root) => auth.send(as, LIST, variables);
const found = async (filter: Record<string, unknown>) =>
  (await ask({ filter })).data.users.nodes.map(({ email }: { email: string }) => email);
const codesOf = ({ errors }: Awaited<ReturnType<typeof ask>>) => errors?.map(({ extensions }) => extensions.code);

describe('users', () => {
  it('come newest first, with what a SUPERADMIN may know of them', async () => {
    const { users } = (await ask({})).data;
    expect(users.totalCount).toBe(5);
    expect(users.nodes.slice(2)).toEqual([
      { email: 'a_n%n@example.com', status: 'ACTIVE', createdAt: '2026-03-03T12:00:00.000Z' },
      { email: 'anna@example.com', status: 'DISABLED', createdAt: '2026-03-02T12:00:00.000Z' },
      { email: 'ann@example.com', status: 'ACTIVE', createdAt: '2026-03-01T12:00:00.000Z' },
    ]);
  });

  it.each([
    ['ann', ['anna@example.com', 'ann@example.com']],
    [' ANN@Exam', ['ann@example.com']],
    ['ann@example.com', ['ann@example.com']],
    ['a_', ['a_n%n@example.com']],
    ['%', []],
    ['bob@BÜCHER.example', ['bob@xn--bcher-kva.example']],
    ['bob@bücher.', []],
    ['example.com', []],
  ])('are found by how their e-mail begins: %j', async (email, emails) => {
    expect(await found({ email })).toEqual(emails);
  });

  it('are found by state and by when they were created, and all conditions hold together', async () => {
    expect(await found({ status: ['DISABLED'] })).toEqual(['anna@example.com']);
    expect(await found({ status: ['ACTIVE', 'DISABLED'], email: 'ann' })).toEqual(['anna@example.com', 'ann@example.com']);
    expect(await found({ status: [] })).toEqual([]);
    const [from, to] = ['2026-03-02T12:00:00Z', '2026-03-03T12:00:00Z'];
    expect(await found({ createdFrom: from, createdBefore: to })).toEqual(['anna@example.com']);
  });

  it('come in pages that neither repeat nor skip, and count what the filter finds', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    for (let page = 0; page < 3; page += 1) {
      const { users }: { users: { nodes: { email: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } } =
        (await ask({ first: 2, after })).data;
      seen.push(...users.nodes.map(({ email }) => email));
      expect(users.pageInfo.hasNextPage).toBe(page < 2);
      after = users.pageInfo.endCursor;
    }
    expect(new Set(seen).size).toBe(5);
    expect((await ask({ first: 1, filter: { email: 'ann' } })).data.users.totalCount).toBe(2);
  });

  it.each([
    { first: 0 },
    { first: 101 },
    { after: 'nonsense' },
    { filter: { email: 'a\u0000' } },
  ])('refuse %j', async (variables) => {
    expect(codesOf(await ask(variables))).toContain('BAD_USER_INPUT');
  });

  it('are for a SUPERADMIN who has entered no tenant', async () => {
    const user = { id: v7(), email: 'somebody@example.com' };
    for (const role of ['OWNER', 'ADMIN', 'MEMBER', 'VIEWER', 'AUDITOR', 'SUPERADMIN'] satisfies Role[]) {
      expect([role, codesOf(await ask({}, identityOf(user, role, v7())))]).toEqual([role, ['FORBIDDEN']]);
    }
    expect(codesOf(await ask({}, null))).toEqual(['UNAUTHENTICATED']);
    const entered = await ask({}, identityOf(user, 'SUPERADMIN', v7()));
    expect(entered.errors?.[0]?.message).toMatch(/logout/);
  });
});
