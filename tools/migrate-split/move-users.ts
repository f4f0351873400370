import { v7 } from 'uuid';
import { oldIdOf } from './old-schema.ts';
import { toUser } from './new-rows.ts';
import type { WriteBatch } from './move-table.ts';
import { USER_FINGERPRINT } from './targets.ts';

const ROWS = `jsonb_to_recordset($1) AS r
  (id uuid, old_id text, email text, status text, hash text, created_at timestamptz, updated_at timestamptz)`;

/** Users and their credentials, which go to auth. */
export const writeUsers: WriteBatch = async ({ run, targets: { auth }, backup }, rows) => {
  const users = rows.map((row) => {
    const { email, status, passwordHash, createdAt, updatedAt } = toUser(row, backup.manifest.madeAt);
    const dates = { created_at: createdAt, updated_at: updatedAt };
    return { id: v7(), old_id: oldIdOf('users', row), email, status, hash: passwordHash ?? null, ...dates };
  });
  const json = JSON.stringify(users);
  await auth.query(
    `INSERT INTO users (id, email, status, created_at, updated_at)
     SELECT id, email, status::user_status, created_at, updated_at FROM ${ROWS}`,
    [json],
  );
  await auth.query(
    `INSERT INTO credentials (user_id, password_hash, changed_at)
     SELECT id, hash, updated_at FROM ${ROWS} WHERE hash IS NOT NULL`,
    [json],
  );
  await auth.query(
    `INSERT INTO split.users (run_id, old_id, new_id, fingerprint)
     SELECT $2, r.old_id, u.id, ${USER_FINGERPRINT}
     FROM ${ROWS} JOIN users u ON u.id = r.id LEFT JOIN credentials c ON c.user_id = u.id`,
    [json, run.id],
  );
};
