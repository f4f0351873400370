import { openDatabase, type DatabaseAddress, type DatabasePasswords } from '@tessera/tenancy';
import { PrismaClient } from '../../../../prisma/billing/client/client.ts';
import type { ChargeRequest, PaymentProvider } from '../../src/services/payments/provider.ts';
import { runDue } from '../../src/services/run/run-due.ts';

/** What the parent tells: a database, and what time it is. */
export interface ScheduleOrder {
  readonly address: DatabaseAddress;
  readonly passwords: DatabasePasswords;
  readonly now: string;
}

const { address, passwords, now } = JSON.parse(process.argv[2] ?? '') as ScheduleOrder;
const database = openDatabase({ address, passwords, PrismaClient });
const db = database.platform({ userId: null, requestId: 'test.schedule' });

/** Keeps a book of what it was asked for, in place of an account: the same key is the same charge. */
const provider: PaymentProvider = {
  name: 'test',
  accepts: () => true,
  async charge({ key, tenantId, method }: ChargeRequest) {
    await db.sql('INSERT INTO charge_book (key, tenant_id) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING', [key, tenantId]);
    const isDeclined = method === 'test_declined';
    return { status: isDeclined ? 'FAILED' : 'SUCCEEDED', ref: key, failureCode: isDeclined ? 'card_declined' : null };
  },
  readWebhook() {
    throw new Error('No webhook comes here.');
  },
};

// Small transactions, so that there are many moments at which the process can be killed.
const clock = { now: () => new Date(now) };
const raise = (error: unknown) => {
  throw error;
};
process.stdout.write('working\n');
await runDue({ db, clock, provider, batch: 5, onError: raise });
await database.close();
process.stdout.write('done\n');
