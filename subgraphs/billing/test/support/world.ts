import type { Identity, Role } from '@tessera/identity';
import { openDatabase, type Database } from '@tessera/tenancy';
import { createTestDatabase, type TestDatabase } from '@tessera/testkit';
import { v7 } from 'uuid';
import { PrismaClient } from '../../../../prisma/billing/client/client.ts';
import { createLoaders } from '../../src/loaders/index.ts';
import { createTestProvider } from '../../src/services/payments/test-provider.ts';
import type { PaymentProvider } from '../../src/services/payments/provider.ts';
import { runDue, type RunReport } from '../../src/services/run/run-due.ts';
import type { Db, Scope } from '../../src/services/scope.ts';

/** A clock that stands where the test has put it. */
export interface TestClock {
  now(): Date;
  moveTo(instant: Date | string): Promise<Date>;
}

/** Billing's services on a database of their own, under a clock that the test moves. Customers are whom it names. */
export interface BillingWorld {
  readonly database: Database<PrismaClient>;
  /** With the platform's role, as the schedule works. */
  readonly platform: Db;
  readonly sql: TestDatabase['sql'];
  readonly address: TestDatabase['address'];
  readonly passwords: TestDatabase['passwords'];
  readonly clock: TestClock;
  readonly provider: PaymentProvider;
  /** What the schedule or the provider could not do. */
  readonly failures: unknown[];
  scopeOf(tenantId: string, role?: Role): Scope;
  /** Moves the clock, and does what is due by then. */
  runAt(instant: Date | string): Promise<RunReport>;
  planId(code: string): Promise<string>;
  close(): Promise<void>;
}

export const WEBHOOK_KEY = Buffer.alloc(32, 7);

export async function openBillingWorld(begin: string): Promise<BillingWorld> {
  const clone = await createTestDatabase('billing');
  const database = openDatabase({ ...clone, PrismaClient });
  const platform = database.platform({ userId: null, requestId: 'test' });
  let now = new Date(begin);
  const clock: TestClock = { now: () => now, moveTo: async (instant) => (now = new Date(instant)) };
  const failures: unknown[] = [];
  const onError = (error: unknown) => void failures.push(error);
  const provider = createTestProvider({ key: WEBHOOK_KEY, deliverTo: '', onError });
  return {
    database,
    platform,
    sql: clone.sql,
    address: clone.address,
    passwords: clone.passwords,
    clock,
    provider,
    failures,
    scopeOf(tenantId, role = 'OWNER') {
      const actor: Identity = { userId: v7(), sessionId: v7(), tenantId, role };
      const db = database.tenant({ tenantId, userId: actor.userId, rowScope: 'all', requestId: 'test' });
      const background = { clock, provider, wake: () => undefined };
      return { actor, db, platform, load: createLoaders(db, platform), background, isCustomer: async () => true };
    },
    async runAt(instant) {
      await clock.moveTo(instant);
      return runDue({ db: platform, clock, provider, onError });
    },
    planId: async (code) => (await platform.query((prisma) => prisma.plan.findUniqueOrThrow({ where: { code } }))).id,
    async close() {
      await database.close();
      await clone.drop();
    },
  };
}

/** SQL for the id of the n-th thing of a kind: the same each time, and a UUID that is one (version 7). */
export function idOf(kind: string): string {
  return `overlay(overlay(md5('${kind} ' || n) placing '7' from 13) placing '8' from 17)::uuid`;
}

/** The refusal's code; fails when nothing is refused. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  throw new Error('It was not refused.');
}
