import type { Tx } from '../scope.ts';

/** Whatever token the user was given is good for nothing from then on. */
export async function endPasswordReset(tx: Tx, userId: string): Promise<void> {
  await tx.passwordReset.deleteMany({ where: { userId } });
}
