import { ANSWER_KEPT_MS } from '../domain/registration.ts';
import type { Db } from './scope.ts';

/**
 * Deletes what can change no decision any more: password attempts of past windows, refresh tokens past their time,
 * registrations whose answer is no longer repeated.
 */
export async function purgeExpired(db: Db): Promise<void> {
  await db.sql('DELETE FROM login_attempts WHERE window_ends_at < now()');
  await db.sql('DELETE FROM refresh_tokens WHERE expires_at < now()');
  await db.sql("DELETE FROM registrations WHERE finished_at < now() - $1::float8 * interval '1 millisecond'", [
    ANSWER_KEPT_MS,
  ]);
}
