import type { DemoTenant, SeedContext } from '@tessera/platform';
import { addDays, addMonths } from '../../subgraphs/billing/src/domain/calendar.ts';
import { createLoaders } from '../../subgraphs/billing/src/loaders/index.ts';
import { changeSubscription } from '../../subgraphs/billing/src/services/subscriptions/change-subscription.ts';
import { setPaymentMethod } from '../../subgraphs/billing/src/services/subscriptions/set-payment-method.ts';
import { startSubscription } from '../../subgraphs/billing/src/services/subscriptions/subscribe.ts';
import { recordUsage } from '../../subgraphs/billing/src/services/usage/record-usage.ts';
import { createTestProvider } from '../../subgraphs/billing/src/services/payments/test-provider.ts';
import { runDue } from '../../subgraphs/billing/src/services/run/run-due.ts';
import type { Scope } from '../../subgraphs/billing/src/services/scope.ts';
import type { PrismaClient } from './client/client.ts';
import { creditFirstOf, writeInvoices } from './demo-invoices.ts';
import { CHAPTERS, METHODS, usageOf, type Chapter } from './demo-records.ts';

type Database = SeedContext<PrismaClient>['database'];

/** A service under a clock that the story moves. */
export interface Stage {
  readonly tenant: DemoTenant;
  readonly scope: Scope;
  /** Moves the clock there. */
  setTime(instant: Date): void;
  /** The same, and has happen what is due by then. */
  goTo(instant: Date): Promise<void>;
}

/**
 * Plays a tenant's year, from a year before its current period on: so the current period is always one that has begun and
 * is not over. It can be played again after it was cut off: what has happened already does not happen twice.
 */
export async function tellStory(database: Database, tenant: DemoTenant): Promise<void> {
  const chapter = CHAPTERS[tenant.slug];
  if (!chapter) return;
  const begin = addMonths(periodBegin(), -12);
  const stage = openStage(database, tenant, begin);
  await beginStory(stage, chapter);
  for (let month = 0; month < 12; month += 1) await playMonth(stage, chapter, addMonths(begin, month), month);
  const current = addMonths(begin, 12);
  await stage.goTo(current);
  await reportUsage(stage, chapter, current, 12);
}

/** Ten days ago, in the morning: what is due next is due in about twenty. */
function periodBegin(): Date {
  const begin = addDays(new Date(), -10);
  begin.setUTCHours(9, 0, 0, 0);
  // Every month has such a day, so that the year is one of twelve like months.
  begin.setUTCDate(Math.min(begin.getUTCDate(), 28));
  return begin;
}

async function beginStory({ scope, tenant }: Stage, { beginsWith }: Chapter): Promise<void> {
  const had = await scope.db.query((prisma) => prisma.subscription.count());
  if (had > 0) return;
  await setPaymentMethod(scope, METHODS.good);
  const plan = await planOf(scope, beginsWith.plan);
  const start = { tenantId: tenant.id, ownerId: scope.actor.userId, quantity: beginsWith.seats };
  // A customer of old: the trial was over long ago.
  const withoutTrial = { ...plan, trialDays: 0 };
  const startAt = scope.background.clock.now();
  await scope.db.transaction((tx) => startSubscription(tx, { ...start, plan: withoutTrial, startAt }));
}

async function playMonth(stage: Stage, chapter: Chapter, begin: Date, month: number): Promise<void> {
  const { scope } = stage;
  await stage.goTo(begin);
  // The card that failed is tried again, and the second time it works.
  for (const days of month === chapter.cardFails + 1 ? [1, 4] : []) await stage.goTo(addDays(begin, days));
  await reportUsage(stage, chapter, begin, month);
  const change = chapter.changes[month];
  if (change) {
    stage.setTime(addDays(begin, 25));
    await changeTo(stage, change);
  }
  if (month === chapter.cardFails) await setPaymentMethod(scope, METHODS.failsTwice);
  if (month === chapter.cardFails + 1) await setPaymentMethod(scope, METHODS.good);
  await writeInvoices(stage, month);
  if (month === chapter.credit) await creditFirstOf(stage);
}

async function reportUsage({ scope, setTime }: Stage, chapter: Chapter, begin: Date, month: number): Promise<void> {
  setTime(addDays(begin, 9));
  const reports = usageOf(chapter, month).flatMap((used, index) => {
    const occurredAt = addDays(begin, 2 + 3 * index);
    return used.map(([metric, quantity]) => ({ key: `demo ${month} ${index} ${metric}`, metric, quantity, occurredAt }));
  });
  await recordUsage(scope, reports);
}

async function changeTo({ scope }: Stage, { plan: code, seats: quantity }: Chapter['beginsWith']): Promise<void> {
  const plan = await planOf(scope, code);
  const current = await scope.db.query((prisma) => prisma.subscription.findFirstOrThrow({ where: { status: { not: 'CANCELLED' } } }));
  if (current.planId === plan.id && current.quantity === quantity) return;
  await changeSubscription(scope, current.id, current.version, { planId: plan.id, quantity });
}

function planOf({ platform }: Scope, code: string) {
  return platform.query((prisma) => prisma.plan.findUniqueOrThrow({ where: { code } }));
}

function openStage(database: Database, tenant: DemoTenant, begin: Date): Stage {
  let now = begin;
  const owner = tenant.members.find(({ role }) => role === 'OWNER');
  if (!owner) throw new Error(`The demo tenant ${tenant.slug} has no OWNER.`);
  const actor = { userId: owner.userId, sessionId: tenant.id, tenantId: tenant.id, role: 'SUPERADMIN' } as const;
  const db = database.tenant({ tenantId: tenant.id, userId: owner.userId, rowScope: 'all', requestId: 'seed' });
  const platform = database.platform({ userId: null, requestId: 'seed' });
  const clock = { now: () => now, moveTo: async (instant: Date) => (now = instant) };
  const raise = (error: unknown) => {
    throw error;
  };
  const provider = createTestProvider({ key: Buffer.alloc(32), deliverTo: '', onError: raise });
  const background = { clock, provider, wake: () => undefined };
  const isCustomer = async (id: string) => tenant.customers.some((customer) => customer.id === id);
  const scope: Scope = { actor, db, platform, load: createLoaders(db, platform), background, isCustomer };
  return {
    tenant,
    scope,
    setTime: (instant) => void (now = instant),
    async goTo(instant) {
      now = instant;
      await runDue({ db: platform, clock, provider, onError: raise });
    },
  };
}
