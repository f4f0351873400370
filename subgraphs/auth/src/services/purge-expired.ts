import { ENDED_API_KEY_MS } from '../domain/api-key-rules.ts';
import { ANSWER_KEPT_MS } from '../domain/registration.ts';
import type { Db } from './scope.ts';

/**
 * Deletes what can change no decision any more: password attempts of past windows, refresh tokens and password resets
 * past their time, registrations whose answer is no longer repeated, API keys that ended long ago.
 */
export async function purgeExpired(db: Db): Promise<void> {
  const before = (ms: number) => `now() - ${ms} * interval '1 millisecond'`;
  await db.sql('DELETE FROM login_attempts WHERE window_ends_at < now()');
  await db.sql('DELETE FROM refresh_tokens WHERE expires_at < now()');
  await db.sql('DELETE FROM password_resets WHERE expires_at < now()');
  await db.sql(`DELETE FROM registrations WHERE finished_at < ${before(ANSWER_KEPT_MS)}`);
  await db.sql(`DELETE FROM api_keys WHERE LEAST(expires_at, revoked_at) < ${before(ENDED_API_KEY_MS)}`);
}
