import { isAppError } from '@tessera/errors';
import { SCOPES } from '@tessera/permissions';
import { requireTenantId } from '@tessera/subgraph';
import { checkExpiry, checkName, checkScopes } from '../../domain/api-key-rules.ts';
import { recordEvent, recordRefusal } from '../record-event.ts';
import { requireCaller } from '../require-caller.ts';
import type { Scope } from '../scope.ts';
import { accept, type IssuedKey } from './api-key-record.ts';
import { issueKey } from './issue-key.ts';

export interface CreateApiKeyInput {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expiresAt: Date | null;
}

/**
 * Makes a key of the caller's own, in its tenant. The caller's role is not written into it: it is read at each use.
 * @throws AppError BAD_USER_INPUT, CONFLICT (too many that can be used)
 */
export async function createApiKey(scope: Scope, input: CreateApiKeyInput): Promise<IssuedKey> {
  const caller = requireCaller(scope);
  const { userId, sessionId } = caller;
  const tenantId = requireTenantId(caller);
  const event = { kind: 'API_KEY_CREATED', userId, tenantId, sessionId } as const;
  try {
    const createdAt = new Date();
    const facts = {
      tenantId,
      userId,
      name: accept(checkName(input.name)),
      scopes: accept(checkScopes(input.scopes, SCOPES)),
      createdAt,
      expiresAt: accept(checkExpiry(input.expiresAt, createdAt)),
    };
    return await scope.db.transaction(async (tx) => {
      const issued = await issueKey(tx, facts);
      await recordEvent(scope, tx, { ...event, succeeded: true, reason: issued.apiKey.prefix });
      return issued;
    });
  } catch (error) {
    await recordRefusal(scope, { ...event, reason: isAppError(error) ? error.code : 'FAULT' });
    throw error;
  }
}
