import { PrismaPg } from '@prisma/adapter-pg';
import { openDatabase } from '@tessera/tenancy';
import { Pool } from 'pg';
import { createStatementNames } from '../../../packages/tenancy/src/statement-names.ts';
import { PrismaClient } from '../../../prisma/crm/client/client.ts';
import { answerParent } from '../../gateway/process/channel.ts';
import { ownUsage, type Job } from './job.ts';

/** One read, for a tenant that its statement names or that its session does. */
type Read = (tenantId: string) => PromiseLike<unknown>;

const COLUMNS = 'id, name, email, company, status, created_at';
const LIST_END = 'deleted_at IS NULL ORDER BY created_at DESC, id DESC LIMIT 20';
const newestFirst = [{ createdAt: 'desc' as const }, { id: 'desc' as const }];

let reads: Readonly<Record<string, Read>> = {};
let tenants: readonly string[] = [];

/**
 * The same reads with and without a tenant, by plain SQL and by Prisma. Those without go past every policy and name the
 * tenant in the statement; all are prepared, and named alike.
 */
answerParent({
  start: async (job: Job) => {
    const ids = await newestIds(job);
    tenants = job.tenants;
    reads = { ...unscopedReads(job, ids), ...scopedReads(job, ids) };
    return Object.keys(reads);
  },
  read: async ({ name, times }: { name: string; times: number }) => {
    const read = reads[name];
    if (!read) throw new Error(`There is no read "${name}".`);
    const queue = Array.from({ length: times }, (_, at) => tenants[at % tenants.length] ?? '');
    const work = async () => {
      for (let tenant = queue.pop(); tenant !== undefined; tenant = queue.pop()) await read(tenant);
    };
    const before = ownUsage().cpu;
    await Promise.all([work(), work(), work(), work()]);
    return (ownUsage().cpu - before) / times;
  },
});

function unscopedReads({ superuser }: Job, idOf: ReadonlyMap<string, string>): Record<string, Read> {
  const pool = new Pool(superuser);
  const names = createStatementNames();
  const statementNameGenerator = (query: { sql: string; args: unknown[] }) => names(query.sql, query.args.length) as string;
  const prisma = new PrismaClient({ adapter: new PrismaPg(superuser, { statementNameGenerator }) });
  const list = `SELECT ${COLUMNS} FROM customers WHERE tenant_id = $1 AND ${LIST_END}`;
  const one = `SELECT ${COLUMNS} FROM customers WHERE tenant_id = $1 AND id = $2`;
  return {
    'SQL, 20 rows, without': (tenantId) => pool.query({ name: 'list', text: list, values: [tenantId] }),
    'SQL, 1 row, without': (tenantId) => pool.query({ name: 'one', text: one, values: [tenantId, idOf.get(tenantId)] }),
    'Prisma, 20 rows, without': (tenantId) =>
      prisma.customer.findMany({ where: { tenantId, deletedAt: null }, orderBy: newestFirst, take: 20 }),
    'Prisma, 1 row, without': (tenantId) => prisma.customer.findFirst({ where: { tenantId, id: idOf.get(tenantId) } }),
  };
}

function scopedReads({ address, passwords, userId }: Job, idOf: ReadonlyMap<string, string>): Record<string, Read> {
  const database = openDatabase({ address, passwords, PrismaClient });
  const of = (tenantId: string) => database.tenant({ tenantId, userId, rowScope: 'all', requestId: 'bench' });
  const list = `SELECT ${COLUMNS} FROM customers WHERE ${LIST_END}`;
  const one = `SELECT ${COLUMNS} FROM customers WHERE id = $1`;
  return {
    'SQL, 20 rows, with': (tenantId) => of(tenantId).sql(list),
    'SQL, 1 row, with': (tenantId) => of(tenantId).sql(one, [idOf.get(tenantId)]),
    'Prisma, 20 rows, with': (tenantId) =>
      of(tenantId).query((prisma) =>
        prisma.customer.findMany({ where: { deletedAt: null }, orderBy: newestFirst, take: 20 }),
      ),
    'Prisma, 1 row, with': (tenantId) =>
      of(tenantId).query((prisma) => prisma.customer.findFirst({ where: { id: idOf.get(tenantId) } })),
  };
}

async function newestIds({ superuser }: Job): Promise<ReadonlyMap<string, string>> {
  const pool = new Pool(superuser);
  const { rows } = await pool.query<{ tenant: string; id: string }>(
    'SELECT DISTINCT ON (tenant_id) tenant_id AS tenant, id FROM customers ORDER BY tenant_id, created_at DESC',
  );
  await pool.end();
  return new Map(rows.map(({ tenant, id }) => [tenant, id]));
}
