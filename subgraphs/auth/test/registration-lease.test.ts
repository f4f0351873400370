import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@tessera/testkit';
import { register } from '../src/services/registration/register.ts';
import { openAuthWorld, type AuthWorld } from './support/auth-world.ts';
import { request } from './support/registration-requests.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await openAuthWorld();
});
afterAll(() => world.close());

interface Lease {
  readonly attempts: number;
  readonly leased_until: Date | null;
}

describe('a registration under way', () => {
  it('is held anew by who drives it, for as long as that takes, and then let go', async () => {
    world.companies.status = 'PROVISIONING';
    const input = request();
    await register(world.scope(), input);
    const read = async () => {
      const [lease] = await world.sql<Lease>('SELECT attempts, leased_until FROM registrations WHERE email = $1', [input.email]);
      return { attempts: lease!.attempts, until: Number(lease!.leased_until) };
    };
    let earlier = await read();
    await eventually(async () => {
      const [before, now] = [earlier, await read()];
      earlier = now;
      return now.attempts === before.attempts && before.until > 0 && now.until > before.until;
    });
    world.companies.status = 'ACTIVE';
    await eventually(async () => (await register(world.scope(), input)).status === 'ACTIVE');
    expect(world.faults).toEqual([]);
  });
});
