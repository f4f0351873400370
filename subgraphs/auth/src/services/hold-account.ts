import type { Tx } from './scope.ts';

/**
 * Keeps the account as it is until the transaction ends: a change of password or a disabling waits, and then ends the
 * session that is being opened here too. False when either came first, since the password was checked.
 */
export async function holdAccount(tx: Tx, userId: string, passwordHash: string): Promise<boolean> {
  const held = await tx.$queryRaw<unknown[]>`
    SELECT FROM users JOIN credentials ON credentials.user_id = users.id
    WHERE users.id = ${userId}::uuid AND users.status = 'ACTIVE' AND credentials.password_hash = ${passwordHash}
    FOR SHARE`;
  return held.length > 0;
}
