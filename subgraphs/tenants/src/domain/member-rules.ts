/** What a member may be within a tenant. */
export type MemberRole = 'OWNER' | 'ADMIN' | 'MEMBER' | 'VIEWER' | 'AUDITOR';

const MEMBER_ROLES: readonly string[] = ['OWNER', 'ADMIN', 'MEMBER', 'VIEWER', 'AUDITOR'] satisfies MemberRole[];

/** SUPERADMIN is the platform's own role: no membership carries it. */
export function isMemberRole(role: string): role is MemberRole {
  return MEMBER_ROLES.includes(role);
}

/** Whether a caller of role `actor` may make, change or remove a member of role `role`. */
export function mayManage(actor: string, role: MemberRole): boolean {
  if (actor === 'SUPERADMIN' || actor === 'OWNER') return true;
  return actor === 'ADMIN' && role !== 'OWNER';
}

/** Whether a tenant with these owners would be left without any, once `userId` is no longer one. */
export function isLastOwner(ownerIds: readonly string[], userId: string): boolean {
  return ownerIds.length === 1 && ownerIds[0] === userId;
}
