import { openDatabase } from '@tessera/tenancy';
import { createTestDatabase, type TestDatabase } from '@tessera/testkit';
import { PrismaClient } from '../../prisma/billing/client/client.ts';
import { createTestProvider } from '../../subgraphs/billing/src/services/payments/test-provider.ts';
import { endAllPeriods, runDue } from '../../subgraphs/billing/src/services/run/run-due.ts';
import { layDown, PERIOD_END } from './database.ts';
import type { BenchOptions } from './options.ts';

/** What one run over all subscriptions took. */
export interface BillingRun {
  readonly subscriptions: number;
  readonly records: number;
  /** Of making and opening the invoices. */
  readonly invoiceSeconds: number;
  readonly invoiceStatements: number;
  /** Of collecting them, with a provider that answers at once. */
  readonly paymentSeconds: number;
  readonly paymentStatements: number;
}

/** Lays down a database, bills it and checks that what came out balances. @throws Error when it does not */
export async function measureRun(subscriptions: number, { records }: BenchOptions, note: (what: string) => void): Promise<BillingRun> {
  await using clone = await createTestDatabase('billing');
  note(`laying down ${subscriptions} subscriptions with ${records} usage records each`);
  await layDown(clone, subscriptions, records);
  let statements = 0;
  const database = openDatabase({ ...clone, PrismaClient: counting(() => (statements += 1)) });
  try {
    const db = database.platform({ userId: null, requestId: 'bench' });
    const now = new Date(PERIOD_END);
    const clock = { now: () => now };
    const raise = (error: unknown) => {
      throw error;
    };
    const provider = createTestProvider({ key: Buffer.alloc(32), deliverTo: '', onError: raise });
    note(`billing ${subscriptions} subscriptions`);
    const options = { db, clock, provider, onError: raise };
    const invoices = await timed(() => endAllPeriods(options), () => statements);
    note(`collecting ${subscriptions} invoices`);
    const payments = await timed(() => runDue(options), () => statements);
    await check(clone, subscriptions, records);
    return {
      subscriptions, records,
      invoiceSeconds: invoices.seconds, invoiceStatements: invoices.statements,
      paymentSeconds: payments.seconds, paymentStatements: payments.statements,
    };
  } finally {
    await database.close();
  }
}

async function timed(work: () => Promise<unknown>, statements: () => number): Promise<{ seconds: number; statements: number }> {
  const [startedAt, before] = [performance.now(), statements()];
  await work();
  return { seconds: (performance.now() - startedAt) / 1000, statements: statements() - before };
}

/** The generated client, telling of every statement that it sends, BEGIN and COMMIT included. */
function counting(count: () => void): typeof PrismaClient {
  const made = class extends PrismaClient {
    constructor(options: ConstructorParameters<typeof PrismaClient>[0]) {
      super({ ...options, log: [{ emit: 'event', level: 'query' }] } as never);
      (this as unknown as { $on(event: 'query', listener: () => void): void }).$on('query', count);
    }
  };
  return made as unknown as typeof PrismaClient;
}

/** Every subscription has an invoice that is paid and adds up, and every report of usage was billed. */
async function check({ sql }: TestDatabase, subscriptions: number, records: number): Promise<void> {
  const [found] = await sql<{ paid: number; reports: string; off: string }>(`
    SELECT (SELECT count(*)::int FROM invoices WHERE status = 'PAID') AS paid,
      (SELECT coalesce(sum(usage_records), 0) FROM invoice_lines) AS reports,
      (SELECT coalesce(sum(amount_minor), 0) FROM invoice_lines) - (SELECT coalesce(sum(amount_minor), 0) FROM payments) AS off`);
  const isRight = found?.paid === subscriptions && Number(found.reports) === subscriptions * records && found.off === '0';
  if (!isRight) throw new Error(`The run does not balance: ${JSON.stringify(found)}.`);
}
