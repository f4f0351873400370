import { v7 } from 'uuid';
import type { SeedContext } from '@tessera/platform';
import type { PrismaClient, RateLimitSubject } from './client/client.ts';

/** Operators' notes and limits of a platform that has just been set up; nothing of a tenant, which comes from event logs. */
const SETTINGS = [
  { key: 'platform.name', value: 'Tessera', description: 'What operators call this installation.' },
  { key: 'support.email', value: 'support@tessera.example', description: 'Where people ask for help.' },
];

/** Hold for every tenant that has no limit of its own; stored under the nil tenant. The gateway's own, to begin with. */
const EVERY_TENANT = '00000000-0000-0000-0000-000000000000';
const LIMITS: readonly { subject: RateLimitSubject; perMinute: number; burst: number }[] = [
  { subject: 'TENANT', perMinute: 60_000, burst: 5_000 },
  { subject: 'USER', perMinute: 12_000, burst: 1_000 },
];

/** What an operator has changed since stays as it is. */
export async function seed({ database }: SeedContext<PrismaClient>): Promise<void> {
  const db = database.platform({ userId: null, requestId: 'seed' });
  await db.transaction(async (tx) => {
    await tx.configEntry.createMany({ data: SETTINGS, skipDuplicates: true });
    const data = LIMITS.map((limit) => ({ ...limit, tenantId: EVERY_TENANT, id: v7() }));
    await tx.rateLimit.createMany({ data, skipDuplicates: true });
  });
}
