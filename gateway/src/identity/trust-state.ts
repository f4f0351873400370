import { AppError } from '@tessera/errors';
import type { TrustEvent } from '@tessera/rpc';
import type { VerifiedToken } from './access-token.ts';

/** Longer than any access token lives: what happened before that can no longer meet a token that it matters to. */
const REMEMBER_MS = 11 * 60_000;
const SWEEP_EVERY_MS = 60_000;

/**
 * Nobody has a token for a tenant that has not been opened yet; one for it was issued after that, and we are the last to
 * hear: tenants was killed between its commit and its word (e2e/registration).
 */
const ADMITTING: ReadonlySet<string> = new Set(['PENDING', 'PROVISIONING', 'ACTIVE']);

/** What one service has told us to distrust. Times are milliseconds since the epoch. */
interface Distrust {
  readonly sessions: Map<string, number>;
  readonly users: Map<string, number>;
  readonly memberships: Map<string, number>;
  readonly closedTenants: Set<string>;
}

/** What auth and tenants push, held so that asking it costs four look-ups. */
export interface TrustState {
  /** @throws AppError UNAUTHENTICATED when the session, the user, the membership or the tenant is no longer good. */
  check(token: VerifiedToken): void;
  /** @throws AppError UNAUTHENTICATED when the tenant is not open. */
  checkTenant(tenantId: string | null): void;
  apply(source: string, event: TrustEvent): void;
  /** All that still matters, as `source` told it at a new connection: replaces what it said before. */
  replace(source: string, events: readonly TrustEvent[]): void;
  stop(): void;
}

export function createTrustState(): TrustState {
  const bySource = new Map<string, Distrust>();
  const timer = setInterval(() => bySource.forEach(sweep), SWEEP_EVERY_MS);
  timer.unref();
  const of = (source: string) => {
    const known = bySource.get(source) ?? emptyDistrust();
    bySource.set(source, known);
    return known;
  };
  return {
    check(token) {
      for (const distrust of bySource.values()) refuseIfDistrusted(distrust, token);
    },
    checkTenant(tenantId) {
      for (const { closedTenants } of bySource.values()) refuseIfClosed(closedTenants, tenantId);
    },
    apply: (source, event) => learn(of(source), event),
    replace(source, events) {
      const fresh = emptyDistrust();
      for (const event of events) learn(fresh, event);
      bySource.set(source, fresh);
    },
    stop: () => clearInterval(timer),
  };
}

function learn(distrust: Distrust, { kind }: TrustEvent): void {
  switch (kind?.$case) {
    case 'sessionRevoked':
      distrust.sessions.set(kind.value.sessionId, Date.now());
      break;
    case 'userRevoked':
      raise(distrust.users, kind.value.userId, kind.value.notBeforeMs);
      break;
    case 'membershipChanged':
      raise(distrust.memberships, membershipKey(kind.value.userId, kind.value.tenantId), kind.value.notBeforeMs);
      break;
    case 'tenantState':
      if (ADMITTING.has(kind.value.status)) distrust.closedTenants.delete(kind.value.tenantId);
      else distrust.closedTenants.add(kind.value.tenantId);
      break;
    case 'apiKeyChanged':
    case 'heartbeat':
    case 'snapshotComplete':
    case undefined:
  }
}

function refuseIfDistrusted(distrust: Distrust, { identity, issuedAt }: VerifiedToken): void {
  const { sessionId, userId, tenantId } = identity;
  if (distrust.sessions.has(sessionId)) throw refused('The session has ended. Log in again.');
  if (issuedAt < (distrust.users.get(userId) ?? 0)) throw refused('The session has ended. Log in again.');
  if (tenantId === null) return;
  if (issuedAt < (distrust.memberships.get(membershipKey(userId, tenantId)) ?? 0)) {
    throw refused('The membership has changed. Refresh the session with `refreshSession`.');
  }
  refuseIfClosed(distrust.closedTenants, tenantId);
}

function refuseIfClosed(closedTenants: ReadonlySet<string>, tenantId: string | null): void {
  if (tenantId !== null && closedTenants.has(tenantId)) throw refused('The tenant is not active.');
}

function sweep(distrust: Distrust): void {
  const before = Date.now() - REMEMBER_MS;
  for (const map of [distrust.sessions, distrust.users, distrust.memberships]) {
    for (const [key, at] of map) if (at < before) map.delete(key);
  }
}

function raise(map: Map<string, number>, key: string, notBefore: number): void {
  map.set(key, Math.max(notBefore, map.get(key) ?? 0));
}

const membershipKey = (userId: string, tenantId: string) => `${userId}/${tenantId}`;
const refused = (message: string) => new AppError('UNAUTHENTICATED', message);
const emptyDistrust = (): Distrust => ({
  sessions: new Map(),
  users: new Map(),
  memberships: new Map(),
  closedTenants: new Set(),
});
