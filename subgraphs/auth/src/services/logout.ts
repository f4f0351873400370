import { recordEvent } from './record-event.ts';
import { requireCaller } from './require-caller.ts';
import { revokeSessions } from './revoke-sessions.ts';
import type { Scope } from './scope.ts';

/** Ends the session that the request came with, and those that were opened from it. */
export async function logout(scope: Scope): Promise<true> {
  const { userId, sessionId, tenantId } = requireCaller(scope);
  await scope.db.transaction(async (tx) => {
    await revokeSessions(tx, { id: sessionId, userId }, 'LOGOUT');
    await recordEvent(scope, tx, { kind: 'LOGOUT', succeeded: true, userId, sessionId, tenantId });
  });
  return true;
}
