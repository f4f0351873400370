import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Identity } from '@tessera/identity';
import { eventually } from '@tessera/testkit';
import { login } from '../src/services/login.ts';
import type { RegisterInput } from '../src/services/registration/check-request.ts';
import { provisionUser } from '../src/services/registration/provision-user.ts';
import { register } from '../src/services/registration/register.ts';
import { codeOf, identityOf, openAuthWorld, type AuthWorld } from './support/auth-world.ts';
import { request } from './support/registration-requests.ts';

let world: AuthWorld;
let root: Identity;
beforeAll(async () => {
  world = await openAuthWorld();
  root = identityOf(await world.addUser('root@platform.example', { admin: true }), 'SUPERADMIN', null);
});
afterAll(() => world.close());

const provision = (input: RegisterInput) => provisionUser(world.scope(root), input);

function provisioned(input: RegisterInput) {
  return eventually(async () => {
    const made = await provision(input);
    return made.status === 'ACTIVE' && made;
  });
}

describe('provisionUser', () => {
  it('registers somebody else, answers alike each time, and opens no session', async () => {
    const input = request();
    const made = await provisioned(input);
    expect(await provision(input)).toEqual(made);
    expect(await world.sql('SELECT FROM sessions WHERE user_id = $1', [made.user.id])).toEqual([]);
    expect(await codeOf(login(world.scope(), { ...input, tenant: null }))).toBe('OK');
  });

  it('is told in the audit with the session of who asked', async () => {
    const { user } = await provisioned(request());
    const [created] = (await world.events()).filter((event) => event.user_id === user.id);
    expect(created).toMatchObject({ kind: 'USER_CREATED', session_id: root.sessionId });
  });

  it('gives nobody a session who registers with the same key', async () => {
    const input = request();
    await provisioned(input);
    expect(await codeOf(register(world.scope(), input))).toBe('CONFLICT');
  });
});
