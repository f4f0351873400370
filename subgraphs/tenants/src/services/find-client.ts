import { validate } from 'uuid';
import type { Client } from '../../../../prisma/tenants/client/client.ts';
import type { Scope } from './scope.ts';

/** One client of the platform; null when there is none. */
export async function findClient({ platform }: Scope, id: string): Promise<Client | null> {
  if (!validate(id)) return null;
  return platform.query((prisma) => prisma.client.findUnique({ where: { id } }));
}
