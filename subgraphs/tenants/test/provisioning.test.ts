import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AppError } from '@tessera/errors';
import { eventually } from '@tessera/testkit';
import { createTenant } from '../src/services/create-tenant.ts';
import { deleteTenant } from '../src/services/delete-tenant.ts';
import { attemptRun } from '../src/services/provisioning/attempt-run.ts';
import { claimRun } from '../src/services/provisioning/claim-run.ts';
import { enlistServicesEverywhere } from '../src/services/provisioning/enlist-services.ts';
import { recordAnswer } from '../src/services/provisioning/record-answer.ts';
import { resumeProvisioning } from '../src/services/resume-provisioning.ts';
import { SERVICES, codeOf, newTenant, openTenantsWorld, type TenantsWorld } from './support/world.ts';

let world: TenantsWorld;
beforeAll(async () => {
  world = await openTenantsWorld();
});
beforeEach(() => {
  world.services.clear();
  world.asked.length = 0;
});
afterAll(async () => {
  expect(world.faults).toEqual([]);
  await world.close();
});

const fails = async () => {
  throw new AppError('UNAVAILABLE', 'crm did not answer.');
};

async function recordOf(tenantId: string) {
  const steps = await world.sql<{ line: string }>(
    `SELECT concat_ws(' ', service, attempt, outcome) AS line FROM provisioning_steps WHERE tenant_id = $1
     ORDER BY attempt, service`,
    [tenantId],
  );
  const [state] = await world.sql<{ tenant: string; run: string }>(
    `SELECT t.status AS tenant, r.status AS run FROM tenants t JOIN provisioning_runs r ON r.tenant_id = t.id
     WHERE t.id = $1 ORDER BY r.id DESC LIMIT 1`,
    [tenantId],
  );
  return { steps: steps.map((step) => step.line), ...state };
}

/** As when the wait between attempts is over. */
const makeDue = (tenantId: string) =>
  world.sql('UPDATE provisioning_runs SET next_attempt_at = now() WHERE tenant_id = $1', [tenantId]);
/** As when the process that held the run has died long ago. */
const endLease = (tenantId: string) =>
  world.sql("UPDATE provisioning_runs SET leased_until = now() - interval '1 second' WHERE tenant_id = $1", [tenantId]);

describe('a new tenant', () => {
  it('is ACTIVE once every service is ready', async () => {
    const tenant = await createTenant(world.superadmin(), newTenant());
    expect(tenant.status).toBe('ACTIVE');
    expect(await recordOf(tenant.id)).toEqual({
      steps: ['auth 1 READY', 'crm 1 READY', 'tenants 1 READY'],
      tenant: 'ACTIVE',
      run: 'SUCCEEDED',
    });
  });

  it('stays PROVISIONING when a service fails, with what each answered', async () => {
    world.services.set('crm', fails);
    world.services.set('auth', async () => {
      throw new Error('secret of the process');
    });
    const { id, status } = await createTenant(world.superadmin(), newTenant());
    expect(status).toBe('PROVISIONING');
    const services = await world.sql(
      'SELECT service, status, detail FROM tenant_services WHERE tenant_id = $1 ORDER BY service',
      [id],
    );
    expect(services).toEqual([
      { service: 'auth', status: 'FAILED', detail: 'auth failed while it prepared.' },
      { service: 'crm', status: 'FAILED', detail: 'crm did not answer.' },
      { service: 'tenants', status: 'READY', detail: 'tenants is ready.' },
    ]);
  });

  it('comes back before it is ready when a service is slow, and opens by itself', async () => {
    const slow = Promise.withResolvers<string>();
    world.services.set('crm', () => slow.promise);
    const patient = world.provisioner({ patienceMs: 50 });
    const { id, status } = await createTenant(world.superadmin(null, patient), newTenant());
    expect(status).not.toBe('ACTIVE');
    slow.resolve('Slow but sure.');
    await eventually(async () => (await recordOf(id)).tenant === 'ACTIVE');
  });

  it('is held anew for as long as a service takes', async () => {
    const slow = Promise.withResolvers<string>();
    world.services.set('crm', () => slow.promise);
    const { id } = await createTenant(world.superadmin(null, world.provisioner({ patienceMs: 50 })), newTenant());
    const [first] = await world.sql('SELECT attempts, leased_until FROM provisioning_runs WHERE tenant_id = $1', [id]);
    const renewed = 'SELECT FROM provisioning_runs WHERE tenant_id = $1 AND attempts = $2 AND leased_until > $3';
    await eventually(async () => (await world.sql(renewed, [id, first!['attempts'], first!['leased_until']])).length === 1);
    slow.resolve('Slow but sure.');
    await eventually(async () => (await recordOf(id)).tenant === 'ACTIVE');
  });
});

describe('provisioning that failed half-way', () => {
  it('is resumed, asks only what is missing, and records each service as ready once', async () => {
    world.services.set('crm', fails);
    const { id, slug } = await createTenant(world.superadmin(), newTenant());
    world.services.clear();
    world.asked.length = 0;
    const resumed = await resumeProvisioning(world.superadmin(), id);
    expect(resumed.status).toBe('ACTIVE');
    expect(world.asked).toEqual([`crm ${slug}`]);
    expect((await recordOf(id)).steps).toEqual(['auth 1 READY', 'crm 1 FAILED', 'tenants 1 READY', 'crm 2 READY']);
    expect((await resumeProvisioning(world.superadmin(), id)).status).toBe('ACTIVE');
    expect((await recordOf(id)).steps).toHaveLength(4);
  });

  it('is tried again in the background, by one of several processes', async () => {
    world.services.set('crm', fails);
    const { id, slug } = await createTenant(world.superadmin(), newTenant());
    world.services.set('crm', async () => {
      await delay(100);
      return 'Late.';
    });
    world.asked.length = 0;
    const replicas = [1, 2, 3].map(() => world.provisioner({ pollMs: 10 }));
    for (const replica of replicas) replica.start();
    await eventually(async () => (await recordOf(id)).tenant === 'ACTIVE');
    await Promise.all(replicas.map((replica) => replica.stop()));
    expect(world.asked.filter((asked) => asked.endsWith(slug))).toEqual([`crm ${slug}`]);
    const { steps } = await recordOf(id);
    expect(steps.filter((step) => step.startsWith('crm'))).toEqual(['crm 1 FAILED', 'crm 2 READY']);
  });

  it('waits longer after each failure', async () => {
    world.services.set('crm', fails);
    const { id } = await createTenant(world.superadmin(), newTenant());
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      const [run] = await world.sql<{ wait: number }>(
        'SELECT extract(epoch FROM next_attempt_at - now())::float AS wait FROM provisioning_runs WHERE tenant_id = $1',
        [id],
      );
      waits.push(run!.wait);
      await resumeProvisioning(world.superadmin(), id);
    }
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(waits[3]).toBeGreaterThan(5);
  });
});

describe('a process that dies while it provisions', () => {
  it('leaves a run that nobody takes before the lease ends, and anybody after', async () => {
    world.services.set('crm', fails);
    const { id } = await createTenant(world.superadmin(), newTenant());
    await makeDue(id);
    const dead = await claimRun(world.platform, { tenantId: id });
    expect(dead).toMatchObject({ attempt: 2 });
    expect(await claimRun(world.platform, { tenantId: id })).toBeNull();
    expect((await resumeProvisioning(world.superadmin(), id)).status).toBe('PROVISIONING');

    world.services.clear();
    await endLease(id);
    expect((await resumeProvisioning(world.superadmin(), id)).status).toBe('ACTIVE');
    await recordAnswer(world.platform, dead!, { service: 'crm', outcome: 'FAILED', detail: 'From beyond.' });
    await attemptRun(world.platform, dead!, fails);
    const after = await recordOf(id);
    expect(after.tenant).toBe('ACTIVE');
    expect(after.steps).toEqual(['auth 1 READY', 'crm 1 FAILED', 'tenants 1 READY', 'crm 3 READY']);
  });

  it('is claimed once, however many ask at once', async () => {
    world.services.set('crm', fails);
    const { id } = await createTenant(world.superadmin(), newTenant());
    const claims = await Promise.all([1, 2, 3, 4, 5].map(() => claimRun(world.platform, { tenantId: id })));
    expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
  });
});

describe('a service that joins the platform', () => {
  it('is prepared for every tenant that stands, which stays open meanwhile', async () => {
    const { id, slug } = await createTenant(world.superadmin(), newTenant());
    const more = [...SERVICES, 'billing'];
    world.asked.length = 0;
    await Promise.all([1, 2].map(() => enlistServicesEverywhere(world.platform, more)));
    expect((await recordOf(id)).tenant).toBe('ACTIVE');
    const replica = world.provisioner({ services: more, pollMs: 10 });
    replica.start();
    await eventually(async () => world.asked.includes(`billing ${slug}`));
    await eventually(async () => (await recordOf(id)).run === 'SUCCEEDED');
    await replica.stop();
    expect((await recordOf(id)).steps).toContain('billing 1 READY');
  });
});

describe('a tenant that is deleted while it is provisioned', () => {
  it('is never opened', async () => {
    const slow = Promise.withResolvers<string>();
    world.services.set('crm', () => slow.promise);
    const patient = world.provisioner({ patienceMs: 50 });
    const { id } = await createTenant(world.superadmin(null, patient), newTenant());
    await deleteTenant(world.superadmin(), id, 'Made by mistake.');
    slow.resolve('Too late.');
    await patient.stop();
    expect(await recordOf(id)).toMatchObject({ tenant: 'DELETED', run: 'CANCELLED' });
    expect(await codeOf(resumeProvisioning(world.superadmin(), id))).toBe('CONFLICT');
  });
});
