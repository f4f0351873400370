import type { RegisteredServiceRow } from '../mappers.ts';
import type { Scope } from './scope.ts';

/** Every service that the registry knows, by name, with how its log is followed. */
export async function listServices({ platform, load }: Scope): Promise<RegisteredServiceRow[]> {
  const [services, followers] = await Promise.all([
    platform.query((prisma) => prisma.registeredService.findMany({ orderBy: { name: 'asc' } })),
    load.followers(),
  ]);
  return services.map((service) => ({ ...service, follower: followers.get(service.name) ?? null }));
}
