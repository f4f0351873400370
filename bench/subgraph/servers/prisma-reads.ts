import { PrismaPg } from '@prisma/adapter-pg';
import { openDatabase } from '@tessera/tenancy';
import { Prisma, PrismaClient } from '../../../prisma/crm/client/client.ts';
import type { Job } from './job.ts';

/** Runs one read for one tenant. */
export type Read = <T>(work: (prisma: PrismaClient) => PromiseLike<T>) => Promise<T>;

/** Each read in a transaction with its settings, as Prisma's row-level-security example does. */
export function openExtended({ app, userId }: Job): (tenantId: string) => Read {
  const prisma = new PrismaClient({ adapter: new PrismaPg(app) });
  return (tenantId) => {
    const scoped = prisma.$extends(forTenant(tenantId, userId)) as unknown as PrismaClient;
    return async (work) => await work(scoped);
  };
}

/**
 * Prisma's own example, with the settings of our policies:
 * https://github.com/prisma/prisma-client-extensions/tree/main/row-level-security
 */
function forTenant(tenantId: string, userId: string) {
  return Prisma.defineExtension((prisma) =>
    prisma.$extends({
      query: {
        $allModels: {
          async $allOperations({ args, query }) {
            const [, result] = await prisma.$transaction([
              prisma.$executeRaw`SELECT set_config('app.tenant_id', ${tenantId}, true),
                set_config('app.user_id', ${userId}, true), set_config('app.row_scope', 'all', true)`,
              query(args),
            ]);
            return result;
          },
        },
      },
    }),
  );
}

/** Each read in one round trip with its settings, by packages/tenancy. */
export function openPooled({ address, passwords, userId }: Job): (tenantId: string) => Read {
  const database = openDatabase({ address, passwords, PrismaClient });
  return (tenantId) => {
    const db = database.tenant({ tenantId, userId, rowScope: 'all', requestId: 'bench' });
    return (work) => db.query(work);
  };
}
