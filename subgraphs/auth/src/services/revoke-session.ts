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
  const isId = validate(sessionId);
  const facts = { kind: 'SESSION_REVOKED', userId, tenantId, sessionId: isId ? sessionId : null } as const;
  const revoked = await scope.db.transaction(async (tx) => {
    const ids = isId ? await revokeSessions(tx, { id: sessionId, ...reach }, 'REVOKED') : [];
    if (ids.length > 0) await recordEvent(scope, tx, { ...facts, succeeded: true });
    return ids;
  });
  if (revoked.length > 0) return true;
  await recordRefusal(scope, { ...facts, reason: 'NOT_FOUND' });
  throw notFound('open session');
}
