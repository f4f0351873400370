import type { ConfigEntry } from '../../../../prisma/superadmin/client/client.ts';
import type { Scope } from './scope.ts';

/** The platform's settings, by key. */
export function listSystemConfig({ platform }: Scope): Promise<ConfigEntry[]> {
  return platform.query((prisma) => prisma.configEntry.findMany({ orderBy: { key: 'asc' } }));
}

/** One setting; null when it was never set. */
export function findConfigEntry({ platform }: Scope, key: string): Promise<ConfigEntry | null> {
  return platform.query((prisma) => prisma.configEntry.findUnique({ where: { key } }));
}
