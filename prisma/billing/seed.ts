import type { SeedContext } from '@tessera/platform';
import type { PrismaClient } from './client/client.ts';
import { tellStory } from './demo-story.ts';

/**
 * A year of billing for each demo tenant, made by the service itself under a clock of its own: the invoices are what it
 * would have made. What is there already stays.
 */
export async function seed({ database, world }: SeedContext<PrismaClient>): Promise<void> {
  for (const tenant of world.tenants) await tellStory(database, tenant);
  // What the story had to tell was told long ago.
  const platform = database.platform({ userId: null, requestId: 'seed' });
  await platform.query((prisma) => prisma.notice.updateMany({ where: { deliveredAt: null }, data: { deliveredAt: new Date() } }));
}
