import type { SeedContext } from '@tessera/platform';
import { createPasswordHasher } from '../../subgraphs/auth/src/crypto/password-hasher.ts';
import { normaliseEmail } from '../../subgraphs/auth/src/domain/normalise-email.ts';
import type { PrismaClient } from './client/client.ts';

/** The demo's users, with the passwords that were generated for them, and its platform administrator. */
export async function seed({ database, world, passwords }: SeedContext<PrismaClient>): Promise<void> {
  const db = database.platform({ userId: null, requestId: 'seed' });
  const hasher = createPasswordHasher();
  for (const { userId, email: written } of world.accounts) {
    const email = normaliseEmail(written);
    const password = passwords.get(written);
    if (email === null || password === undefined) throw new Error(`The demo has no password for ${written}.`);
    const passwordHash = await hasher.hash(password);
    await db.transaction(async (tx) => {
      await tx.user.upsert({ where: { id: userId }, create: { id: userId, email }, update: { email } });
      await tx.credential.upsert({
        where: { userId },
        create: { userId, passwordHash },
        update: { passwordHash, changedAt: new Date() },
      });
    });
  }
  const { userId } = world.superadmin;
  await db.query((prisma) => prisma.platformAdmin.createMany({ data: [{ userId }], skipDuplicates: true }));
}
