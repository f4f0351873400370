import { conflict } from '@tessera/errors';
import { recordEvent } from './record-event.ts';
import { requireCaller } from './require-caller.ts';
import type { Scope } from './scope.ts';
import type { SigningKeyRecord } from './list-signing-keys.ts';

/** Publishes the next signing key ahead of time. @throws AppError CONFLICT when one is on its way already */
export async function rotateSigningKeys(scope: Scope): Promise<SigningKeyRecord> {
  const { userId, sessionId } = requireCaller(scope);
  const key = await scope.db.transaction(async (tx) => {
    const next = await scope.signingKeys.rotate(tx);
    if (next) await recordEvent(scope, tx, { kind: 'SIGNING_KEYS_ROTATED', succeeded: true, userId, sessionId });
    return next;
  });
  if (!key) throw conflict('The next key is published already and will sign within minutes.');
  const { kid, createdAt, activatesAt } = key;
  return { kid, createdAt, activatesAt, state: 'UPCOMING' };
}
