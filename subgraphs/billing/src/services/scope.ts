import { AppError } from '@tessera/errors';
import type { Identity } from '@tessera/identity';
import type { ScopedDb, TransactionClient } from '@tessera/tenancy';
import type { PrismaClient } from '../../../../prisma/billing/client/client.ts';
import type { Loaders } from '../loaders/index.ts';
import type { Background } from './background.ts';

export type Db = ScopedDb<PrismaClient>;
export type Transaction = TransactionClient<PrismaClient>;

/** What a service works with: who asks, and the database as they may see it. One per request. */
export interface Scope {
  readonly actor: Identity;
  readonly db: Db;
  /** The catalogue and the clock are the platform's; nothing of a tenant's is read or written by this. */
  readonly platform: Db;
  readonly load: Loaders;
  readonly background: Background;
  /** Asks the crm whether a customer belongs to the caller's tenant. */
  isCustomer(customerId: string): Promise<boolean>;
}

/** Transactions of requests may meet each other and the schedule's, and then run again. */
export const REQUEST_TRANSACTION = { retry: 3 } as const;

/**
 * What the platform issued to a tenant only the platform takes back: no OWNER voids or credits what they owe.
 * @throws AppError FORBIDDEN
 */
export function requireIssuer({ actor }: Scope, invoice: { readonly customerId: string | null }): void {
  if (invoice.customerId !== null || actor.role === 'SUPERADMIN') return;
  throw new AppError('FORBIDDEN', 'The platform issued this invoice, and only the platform can change it. Ask its support.');
}
