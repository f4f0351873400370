import type { Database } from '@tessera/tenancy';
import type { PrismaClient } from '../../../../prisma/cms/client/client.ts';
import { ensureLocales } from './locales.ts';

/**
 * Makes ready what a tenant needs before its first request. Idempotent, also when two calls meet.
 * @returns one sentence for the provisioning record
 */
export async function prepareTenant(database: Database<PrismaClient>, tenantId: string): Promise<string> {
  const db = database.tenant({ tenantId, userId: null, rowScope: 'all', requestId: `prepare-${tenantId}` });
  const locales = await db.transaction((tx) => ensureLocales(tx, tenantId));
  return `Publishes in ${locales.map(({ code }) => code).join(', ')}.`;
}
