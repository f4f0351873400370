import { validate } from 'uuid';
import { notFound } from '@tessera/errors';
import type { Identity } from '@tessera/identity';
import { recordEvent, recordRefusal } from '../record-event.ts';
import { requireCaller } from '../require-caller.ts';
import type { Scope } from '../scope.ts';
import { announceKeyChanges } from './announce-key-changes.ts';

/**
 * Ends a key for good, and tells gateways so.
 * @throws AppError NOT_FOUND for a key that the caller does not see, and for one that was revoked before
 */
export async function revokeApiKey(scope: Scope, id: string): Promise<true> {
  const caller = requireCaller(scope);
  if (validate(id) && (await revoke(scope, caller, id))) return true;
  const { userId, sessionId, tenantId } = caller;
  await recordRefusal(scope, { kind: 'API_KEY_REVOKED', userId, sessionId, tenantId, reason: 'NOT_FOUND' });
  throw notFound('API key that was not revoked');
}

function revoke(scope: Scope, caller: Identity, id: string): Promise<boolean> {
  const { userId, sessionId } = caller;
  return scope.db.transaction(async (tx) => {
    const where = { id, revokedAt: null, ...reachOf(caller) };
    const data = { revokedAt: new Date(), revokedById: userId };
    const [key] = await tx.apiKey.updateManyAndReturn({ where, data, select: { prefix: true, tenantId: true } });
    if (!key) return false;
    await announceKeyChanges(tx, [id]);
    const facts = { userId, sessionId, tenantId: key.tenantId, reason: key.prefix };
    await recordEvent(scope, tx, { ...facts, kind: 'API_KEY_REVOKED', succeeded: true });
    return true;
  });
}

/** Any for a SUPERADMIN outside a tenant, else those of the tenant: all for its managers, one's own for others. */
function reachOf({ role, tenantId, userId }: Identity): { tenantId?: string; userId?: string } {
  if (tenantId === null) return role === 'SUPERADMIN' ? {} : { userId };
  return ['SUPERADMIN', 'OWNER', 'ADMIN'].includes(role) ? { tenantId } : { tenantId, userId };
}
