import { validate } from 'uuid';
import { notFound } from '@tessera/errors';
import { recordEvent, recordRefusal } from './record-event.ts';
import { requireCaller } from './require-caller.ts';
import { revokeSessions } from './revoke-sessions.ts';
import type { Scope } from './scope.ts';

/**
 * Ends one of the caller's own sessions, or any for a SUPERADMIN outside a tenant.
 * @throws AppError NOT_FOUND for every other session, and for one that has ended
 */
export async function revokeSession(scope: Scope, sessionId: string): Promise<true> {
  const { userId, tenantId, role } = requireCaller(scope);
  const reach = role === 'SUPERADMIN' && tenantId === null ? {} : { userId };
  const facts = { kind: 'SESSION_REVOKED', userId, tenantId } as const;
  const revoked = await scope.db.transaction(async (tx) => {
    const ids = validate(sessionId) ? await revokeSessions(tx, { id: sessionId, ...reach }, 'REVOKED') : [];
    if (ids.length > 0) await recordEvent(scope, tx, { ...facts, sessionId, succeeded: true });
    return ids;
  });
  if (revoked.length > 0) return true;
  // Without the id that was asked for: it may be somebody else's.
  await recordRefusal(scope, { ...facts, reason: 'NOT_FOUND' });
  throw notFound('open session');
}
