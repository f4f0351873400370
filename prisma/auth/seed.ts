import { newApiKey } from '@tessera/identity';
import { demoId, type DemoTenant, type SeedContext } from '@tessera/platform';
import type { Database } from '@tessera/tenancy';
import { createPasswordHasher } from '../../subgraphs/auth/src/crypto/password-hasher.ts';
import { API_KEY_MS } from '../../subgraphs/auth/src/domain/api-key-rules.ts';
import { normaliseEmail } from '../../subgraphs/auth/src/domain/normalise-email.ts';
import type { PrismaClient } from './client/client.ts';

/** The demo's users, with the passwords that were generated for them, its platform administrator, and an API key of each tenant. */
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
  for (const tenant of world.tenants) await putApiKey(database, tenant);
}

/** Nobody has its secret: it is there to be listed and revoked. Who wants one makes one. */
async function putApiKey(database: Database<PrismaClient>, tenant: DemoTenant): Promise<void> {
  const owner = tenant.members.find(({ role }) => role === 'OWNER');
  if (!owner) return;
  const { prefix, hash: keyHash } = newApiKey();
  const id = demoId(tenant, 'api key');
  const of = { id, tenantId: tenant.id, userId: owner.userId };
  const key = { ...of, name: 'Website', prefix, keyHash, scopes: ['crm:read'], expiresAt: new Date(Date.now() + API_KEY_MS) };
  const db = database.platform({ userId: owner.userId, tenantId: tenant.id, requestId: 'seed' });
  await db.query((prisma) => prisma.apiKey.createMany({ data: [key], skipDuplicates: true }));
}
