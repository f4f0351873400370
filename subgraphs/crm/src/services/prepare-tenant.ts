import { isUniqueViolation, type Database } from '@tessera/tenancy';
import type { PrismaClient } from '../../../../prisma/crm/client/client.ts';
import { DEFAULT_PIPELINE } from '../domain/pipeline.ts';
import { addPipeline } from './create-pipeline.ts';

/**
 * Makes ready what a tenant needs before its first request. Idempotent, also when two calls meet.
 * @returns one sentence for the provisioning record
 */
export async function prepareTenant(database: Database<PrismaClient>, tenantId: string): Promise<string> {
  const db = database.tenant({ tenantId, userId: null, rowScope: 'all', requestId: `prepare-${tenantId}` });
  const present = await db.query((prisma) => prisma.pipeline.findFirst({ where: { isDefault: true } }));
  if (present) return 'The default pipeline was there already.';
  try {
    await db.transaction((tx) => addPipeline(tx, tenantId, { ...DEFAULT_PIPELINE, isDefault: true }));
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return 'The default pipeline was there already.';
  }
  return 'Created the default pipeline.';
}
