import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asAdmin, serverFromUrl } from '@tessera/platform';
import { createHealthClient, type HealthClient } from '@tessera/rpc';
import {
  descendantsOf,
  environmentOf,
  eventually,
  killAtOnce,
  startTessera,
  testServerUrl,
  type TestClient,
  type TestTessera,
} from '@tessera/testkit';

const SERVICE = 'crm';
/** Between the first of the three that tells of a change and the last. */
const AGREE_WITHIN_MS = 1_000;
/** Each is asked this often, so that the measure itself is no finer. */
const ASKED_EVERY_MS = 25;

let tessera: TestTessera;
let superadmin: TestClient;
let health: HealthClient;
let readyUrl: string;

beforeAll(async () => {
  tessera = await startTessera({ args: ['--separate'] });
  superadmin = await tessera.as(null, 'SUPERADMIN');
  const env = environmentOf(await pidOfService());
  health = createHealthClient(`127.0.0.1:${env['TESSERA_SERVICE_RPC_PORT']}`, SERVICE);
  readyUrl = `http://127.0.0.1:${env['TESSERA_SERVICE_HTTP_PORT']}/health/ready`;
}, 180_000);
afterAll(async () => {
  health?.close();
  await tessera?.stop();
});

function pidOfService(): Promise<number> {
  const processes = () => descendantsOf(tessera.process.child.pid!);
  return eventually(async () => processes().find(({ command }) => command.endsWith(`serve.ts ${SERVICE}`))?.pid);
}

/** Who can be asked whether the service can serve. */
const WITNESSES: Readonly<Record<string, () => Promise<boolean>>> = {
  '/health/ready': async () => (await fetch(readyUrl)).ok,
  'grpc.health.v1': async () => (await health.check()) === 'SERVING',
  'the registry': async () => {
    const { services } = await superadmin.ask('{ services { name status } }');
    return services.some((each: { name: string; status: string }) => each.name === SERVICE && each.status === 'SERVING');
  },
};

/** When each witness first said so, in milliseconds after the first of them. Who does not answer says no. */
async function whenAllSay(isServing: boolean): Promise<Record<string, number>> {
  const giveUp = Date.now() + 60_000;
  const moments = await Promise.all(
    Object.entries(WITNESSES).map(async ([name, ask]) => {
      while ((await ask().catch(() => false)) !== isServing) {
        if (Date.now() > giveUp) throw new Error(`${name} never said ${isServing}.`);
        await delay(ASKED_EVERY_MS);
      }
      return [name, Date.now()] as const;
    }),
  );
  const first = Math.min(...moments.map(([, at]) => at));
  return Object.fromEntries(moments.map(([name, at]) => [name, at - first]));
}

async function expectAgreement(isServing: boolean): Promise<void> {
  const moments = await whenAllSay(isServing);
  for (const [witness, lateMs] of Object.entries(moments)) {
    expect({ witness, isServing, late: lateMs > AGREE_WITHIN_MS && lateMs }).toEqual({ witness, isServing, late: false });
  }
}

const admin = (sql: string) => asAdmin(serverFromUrl(testServerUrl()), (client) => client.query(sql));

describe('/health/ready, grpc.health.v1 and the registry agree within a second', () => {
  it('when a service is killed, and when it has been started again', async () => {
    await expectAgreement(true);
    killAtOnce([await pidOfService()]);
    await expectAgreement(false);
    await expectAgreement(true);
  });

  it('when its database goes, and when it comes back', async () => {
    const database = `${tessera.databasePrefix}_${SERVICE}`;
    await admin(`ALTER DATABASE ${database} ALLOW_CONNECTIONS false`);
    await admin(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${database}'`);
    await expectAgreement(false);
    await admin(`ALTER DATABASE ${database} ALLOW_CONNECTIONS true`);
    await expectAgreement(true);
  });
});
