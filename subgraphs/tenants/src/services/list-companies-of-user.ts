import { validate } from 'uuid';
import type { Db } from './scope.ts';

/** One company that a user belongs to. */
export interface CompanyOfUser {
  readonly tenantId: string;
  readonly tenantSlug: string;
  readonly tenantStatus: string;
  /** Empty, like its name, where the tenant has none. */
  readonly companyId: string;
  readonly companyName: string;
  readonly role: string;
}

/** The companies that a user belongs to, whatever the state of their tenants, oldest membership first. */
export async function listCompaniesOfUser(db: Db, userId: string): Promise<CompanyOfUser[]> {
  if (!validate(userId)) return [];
  const rows = await db.query((prisma) =>
    prisma.membership.findMany({
      where: { userId },
      include: { tenant: { include: { company: true } } },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    }),
  );
  return rows.map(({ tenantId, role, tenant }) => ({
    tenantId,
    tenantSlug: tenant.slug,
    tenantStatus: tenant.status,
    companyId: tenant.company?.id ?? '',
    companyName: tenant.company?.name ?? '',
    role,
  }));
}
