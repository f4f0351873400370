import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { createUser } from '../src/services/create-user.ts';
import { disableUser } from '../src/services/disable-user.ts';
import { enableUser } from '../src/services/enable-user.ts';
import { login } from '../src/services/login.ts';
import { revokeSession } from '../src/services/revoke-session.ts';
import { PASSWORD, codeOf, identityFrom, openAuthWorld, type AuthWorld } from './support/auth-world.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await openAuthWorld();
});
afterAll(() => world.close());

describe('what an administrator is refused', () => {
  it('is an auth event, like what it does', async () => {
    const { email } = await world.addUser('root@example.com', { admin: true, tenants: [] });
    const session = await login(world.scope(), { email, password: PASSWORD, tenant: null });
    const scope = world.scope(identityFrom(session.accessToken));
    const before = (await world.events()).length;
    await codeOf(disableUser(scope, v7()));
    await codeOf(enableUser(scope, 'nonsense'));
    await codeOf(revokeSession(scope, 'nonsense'));
    await codeOf(createUser(scope, { email: 'no address', password: null }));
    await codeOf(createUser(scope, { email: 'weak@example.com', password: 'short' }));
    const told = (await world.events()).slice(before).map((event) => `${String(event['kind'])} ${String(event['reason'])}`);
    expect(told.toSorted((a, b) => a.localeCompare(b))).toEqual([
      'SESSION_REVOKED NOT_FOUND',
      'USER_CREATED MALFORMED_EMAIL',
      'USER_CREATED WEAK_PASSWORD',
      'USER_DISABLED NOT_FOUND',
      'USER_ENABLED NOT_FOUND',
    ]);
  });
});
