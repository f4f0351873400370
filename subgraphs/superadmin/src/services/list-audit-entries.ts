import { validate } from 'uuid';
import { keysetQuery, readPage, toConnection, type Connection, type PageArgs } from '@tessera/subgraph';
import type { AuditEntry, Prisma } from '../../../../prisma/superadmin/client/client.ts';
import type { Scope } from './scope.ts';

/** Conditions on audit entries, taken together. */
export interface AuditConditions {
  readonly tenantId?: string | null;
  readonly actorId?: string | null;
  readonly service?: string | null;
  readonly entity?: string | null;
  readonly entityId?: string | null;
  readonly operation?: readonly string[] | null;
  readonly from?: Date | null;
  readonly to?: Date | null;
}

/**
 * A page of the audit trail as the caller may see it, latest first; row-level security says which entries those are.
 * @throws AppError BAD_USER_INPUT for a page size or cursor that this list does not take
 */
export async function listAuditEntries(
  { db }: Scope,
  args: PageArgs & { readonly filter?: AuditConditions | null },
): Promise<Connection<AuditEntry>> {
  const page = readPage(args, { list: 'auditLog', field: 'recordedAt', direction: 'desc' });
  const { where: after, take, orderBy } = keysetQuery(page, { recordedAt: 'date' });
  const where = whereOf(args.filter ?? {});
  const rows = await db.query((prisma) => prisma.auditEntry.findMany({ where: { AND: [where, after] }, take, orderBy }));
  return toConnection(
    rows,
    page,
    (row) => row.recordedAt,
    () => db.query((prisma) => prisma.auditEntry.count({ where })),
  );
}

function whereOf(filter: AuditConditions): Prisma.AuditEntryWhereInput {
  const { tenantId, actorId, service, entity, entityId, operation, from, to } = filter;
  return {
    ...(tenantId ? { tenantId: idCondition(tenantId) } : {}),
    ...(actorId ? { actorId: idCondition(actorId) } : {}),
    ...(service ? { service } : {}),
    ...(entity ? { entity } : {}),
    ...(entityId ? { entityId } : {}),
    ...(operation ? { operation: { in: [...operation] } } : {}),
    ...(from || to ? { recordedAt: { ...(from ? { gte: from } : {}), ...(to ? { lt: to } : {}) } } : {}),
  };
}

/** An id that is no UUID belongs to nothing, like one that does not exist. */
function idCondition(id: string): { in: string[] } {
  return { in: validate(id) ? [id] : [] };
}
