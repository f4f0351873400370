/** One membership of a user, as the tenants service tells it. */
export interface Membership {
  readonly tenantId: string;
  readonly tenantSlug: string;
  readonly role: TenantRole;
  readonly tenantStatus: string;
}

export type TenantRole = 'OWNER' | 'ADMIN' | 'MEMBER' | 'VIEWER' | 'AUDITOR';

/** What a session is opened for, or why none is. */
export type Choice =
  | { readonly tenantId: string; readonly role: TenantRole }
  | { readonly tenantId: null; readonly role: 'SUPERADMIN' }
  | { readonly refused: 'NOT_A_MEMBER' | 'NO_MEMBERSHIP' | 'TENANT_CHOICE_NEEDED' }
  | { readonly refused: 'TENANT_NOT_ACTIVE'; readonly tenantId: string };

/**
 * Which membership a login is for. A platform administrator who names no tenant gets the platform role, whatever its
 * memberships. Anybody else names a tenant, or has exactly one membership to fall back on.
 */
export function chooseMembership(
  memberships: readonly Membership[],
  slug: string | null,
  isPlatformAdmin: boolean,
): Choice {
  if (slug !== null) {
    const named = memberships.find((membership) => membership.tenantSlug === slug);
    return named ? admit(named) : { refused: 'NOT_A_MEMBER' };
  }
  if (isPlatformAdmin) return { tenantId: null, role: 'SUPERADMIN' };
  const [only, ...others] = memberships.filter((membership) => membership.tenantStatus !== 'DELETED');
  if (!only) return { refused: 'NO_MEMBERSHIP' };
  return others.length > 0 ? { refused: 'TENANT_CHOICE_NEEDED' } : admit(only);
}

/** Whether a session of this tenant may go on, and with which role. */
export function keepMembership(memberships: readonly Membership[], tenantId: string): Choice {
  const same = memberships.find((membership) => membership.tenantId === tenantId);
  return same ? admit(same) : { refused: 'NOT_A_MEMBER' };
}

function admit(membership: Membership): Choice {
  const { tenantId, role, tenantStatus } = membership;
  if (tenantStatus === 'DELETED') return { refused: 'NOT_A_MEMBER' };
  return tenantStatus === 'ACTIVE' ? { tenantId, role } : { refused: 'TENANT_NOT_ACTIVE', tenantId };
}
