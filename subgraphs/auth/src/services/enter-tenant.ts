import { v7, validate } from 'uuid';
import { AppError, badInput, isAppError, notFound } from '@tessera/errors';
import type { Identity } from '@tessera/identity';
import { ENTERED_SESSION_MS } from '../domain/lifetimes.ts';
import { findTenant } from './find-tenant.ts';
import { presentSession, type OpenedSession, type SessionFacts, type UserRecord } from './open-session.ts';
import { recordEvent, recordRefusal } from './record-event.ts';
import { requireCaller, requireOutside } from './require-caller.ts';
import type { Scope, Tx } from './scope.ts';

export interface EnterTenantInput {
  readonly tenantId: string;
  readonly reason: string;
}

/**
 * Opens a short session in one tenant for a SUPERADMIN. It hangs on the session that the request came with and ends
 * with it, cannot be refreshed, and carries the reason into both audits.
 * @throws AppError BAD_USER_INPUT (no reason), NOT_FOUND, FORBIDDEN (the tenant is not ACTIVE, or the caller is in one
 * already), UNAUTHENTICATED (the caller's session has ended)
 */
export async function enterTenant(scope: Scope, input: EnterTenantInput): Promise<OpenedSession> {
  const caller = requireCaller(scope);
  const asOf = new Date();
  try {
    requireOutside(scope);
    const actReason = checkReason(input.reason);
    const tenantId = await findEnterable(scope, input.tenantId);
    const expiresAt = new Date(asOf.getTime() + ENTERED_SESSION_MS);
    const session = { id: v7(), tenantId, role: 'SUPERADMIN', actReason, expiresAt } as const;
    const user = await scope.db.transaction((tx) => open(scope, tx, caller, session));
    return await presentSession(scope, session, user, null, asOf);
  } catch (error) {
    const reason = isAppError(error) ? error.code : 'FAULT';
    const { userId, sessionId } = caller;
    await recordRefusal(scope, { kind: 'TENANT_ENTERED', userId, sessionId, reason });
    throw error;
  }
}

function checkReason(reason: string): string {
  const trimmed = reason.trim();
  const isText = trimmed.length >= 3 && trimmed.length <= 500 && !/\p{Cc}/u.test(trimmed);
  if (!isText) throw badInput('reason', 'Say why, in one line of 3 to 500 characters.');
  return trimmed;
}

async function findEnterable(scope: Scope, tenantId: string): Promise<string> {
  if (!validate(tenantId)) throw notFound('tenant');
  const tenant = await findTenant(scope, tenantId);
  if (!tenant) throw notFound('tenant');
  if (tenant.status !== 'ACTIVE') throw new AppError('FORBIDDEN', `This tenant is ${tenant.status.toLowerCase()}.`);
  return tenant.id;
}

async function open(
  scope: Scope,
  tx: Tx,
  { userId, sessionId: openedFromId }: Identity,
  session: SessionFacts & { readonly actReason: string },
): Promise<UserRecord> {
  // Held until the transaction ends, so that revoking this session also finds the one that is opened from it.
  const held = await tx.$queryRaw<unknown[]>`
    SELECT FROM sessions JOIN platform_admins USING (user_id)
    WHERE sessions.id = ${openedFromId}::uuid AND sessions.user_id = ${userId}::uuid AND sessions.revoked_at IS NULL
    FOR SHARE OF sessions`;
  if (held.length === 0) throw new AppError('UNAUTHENTICATED', 'Your session has ended. Log in again.');
  const { address, userAgent } = scope;
  const data = { ...session, userId, openedFromId, address, userAgent };
  const { user } = await tx.session.create({ data, include: { user: true } });
  const facts = { userId, email: user.email, tenantId: session.tenantId, sessionId: session.id };
  await recordEvent(scope, tx, { ...facts, kind: 'TENANT_ENTERED', succeeded: true, reason: session.actReason });
  return user;
}
