import { apiKeyHash, onOwnAccount, type ApiKeyHash } from '@tessera/identity';
import { LAST_USE_MS, isActive, type KeyState } from '../../domain/api-key-rules.ts';
import { keepMembership, type TenantRole } from '../../domain/choose-membership.ts';
import { findMemberships } from '../find-memberships.ts';
import type { Db, Scope } from '../scope.ts';

export interface KnownKey {
  readonly id: string;
  readonly userId: string;
  readonly tenantId: string;
  readonly scopes: readonly string[];
  readonly expiresAt: Date;
}

/** What a key may do at this moment, or why nothing. */
export type KeyStanding =
  | { readonly key: KnownKey; readonly role: TenantRole }
  | { readonly key: KnownKey; readonly refused: 'REVOKED' | 'EXPIRED' | 'USER_DISABLED' | 'NOT_A_MEMBER' | 'TENANT_NOT_ACTIVE' }
  | { readonly key: null; readonly refused: 'UNKNOWN' };

/**
 * Its maker's membership at this moment, within its scopes. That it was used is written beside it, not before the answer.
 * @param onError told where that use could not be written
 * @throws AppError UNAVAILABLE when tenants does not answer
 */
export async function introspectApiKey(
  scope: Pick<Scope, 'db' | 'memberships' | 'requestId'>,
  apiKey: string,
  onError: (error: unknown) => void,
): Promise<KeyStanding> {
  const hash = apiKeyHash(apiKey);
  const row = hash && (await findKey(scope.db, hash));
  if (!row) return { key: null, refused: 'UNKNOWN' };
  const { status, revokedAt, lastUsedAt, ...key } = row;
  const now = new Date();
  const refused = refusalOf({ revokedAt, expiresAt: key.expiresAt }, status, now);
  if (refused) return { key, refused };
  const right = keepMembership(await findMemberships(scope, key.userId), key.tenantId);
  if ('refused' in right) return { key, refused: right.refused === 'TENANT_NOT_ACTIVE' ? right.refused : 'NOT_A_MEMBER' };
  if (right.tenantId === null) return { key, refused: 'NOT_A_MEMBER' };
  if (!lastUsedAt || now.getTime() - lastUsedAt.getTime() >= LAST_USE_MS) noteUse(scope.db, key, now).catch(onError);
  return { key, role: right.role };
}

function refusalOf(state: KeyState, userStatus: string, now: Date) {
  if (state.revokedAt) return 'REVOKED';
  if (!isActive(state, now)) return 'EXPIRED';
  return userStatus === 'ACTIVE' ? null : 'USER_DISABLED';
}

interface KeyRow extends KnownKey, KeyState {
  readonly lastUsedAt: Date | null;
  readonly status: string;
}

/** In one statement: it is asked for each key of each gateway, again and again. */
async function findKey(db: Db, hash: ApiKeyHash): Promise<KeyRow | undefined> {
  const [row] = await db.sql<KeyRow>(
    `SELECT k.id, k.user_id AS "userId", k.tenant_id AS "tenantId", k.scopes, k.expires_at AS "expiresAt",
            k.revoked_at AS "revokedAt", k.last_used_at AS "lastUsedAt", u.status
     FROM api_keys k JOIN users u ON u.id = k.user_id WHERE k.key_hash = $1`,
    [hash],
  );
  return row;
}

/** Several gateways may ask at once: the first of them writes. */
async function noteUse(db: Db, { id, tenantId }: KnownKey, now: Date): Promise<void> {
  const before = new Date(now.getTime() - LAST_USE_MS);
  await onOwnAccount(() =>
    db.sql(
      `UPDATE api_keys SET last_used_at = $3
       WHERE tenant_id = $1 AND id = $2 AND (last_used_at IS NULL OR last_used_at <= $4)`,
      [tenantId, id, now, before],
    ),
  );
}
