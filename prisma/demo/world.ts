import type { DemoAccount, DemoTenant, DemoWorld } from '@tessera/platform';
import acme from './acme.json' with { type: 'json' };
import demo001 from './demo001.json' with { type: 'json' };
import platform from './platform.json' with { type: 'json' };

/** A tenant as its data file tells it: customers name their owner by e-mail. */
type TenantFile = (typeof demo001.tenants)[number] | (typeof acme.tenants)[number];

/** The demo's tenants, people and customers, from the data files beside this module. The same at each call. */
export function demoWorld(): DemoWorld {
  const tenants = [...demo001.tenants, ...acme.tenants].map(tenantFrom);
  const members = tenants.flatMap((tenant) =>
    tenant.members.map(({ userId, email, role }): DemoAccount => ({ userId, email, role, tenant: tenant.slug })),
  );
  const { userId, email } = platform.superadmin;
  const root: DemoAccount = { userId, email, role: 'SUPERADMIN', tenant: null };
  return { tenants, superadmin: platform.superadmin, accounts: [...members, root] };
}

function tenantFrom(file: TenantFile): DemoTenant {
  const members = file.members as DemoTenant['members'];
  const idOf = new Map(members.map((member) => [member.email, member.userId]));
  const customers = file.customers.map(({ owner, ...customer }) => {
    const ownerId = idOf.get(owner);
    if (!ownerId) throw new Error(`prisma/demo: ${owner}, who owns ${customer.name}, is no member of ${file.slug}.`);
    return { ...customer, ownerId };
  });
  const invitations = file.invitations as DemoTenant['invitations'];
  return { ...file, tier: file.tier as DemoTenant['tier'], members, invitations, customers };
}
