import { OperatorError } from '@tessera/platform';
import type { MembershipRole } from '../../prisma/tenants/client/client.ts';

/** Roles of Tessera by the old system's names, in lower case. */
export type RoleMap = Readonly<Record<string, MembershipRole>>;

const NEW_ROLES: readonly MembershipRole[] = ['OWNER', 'ADMIN', 'MEMBER', 'VIEWER', 'AUDITOR'];

/** Names that mean the same everywhere. What `manager` or `staff` may do, only the operator knows. */
const KNOWN: RoleMap = {
  owner: 'OWNER',
  admin: 'ADMIN',
  administrator: 'ADMIN',
  member: 'MEMBER',
  user: 'MEMBER',
  viewer: 'VIEWER',
  auditor: 'AUDITOR',
};

/** @param given `NAME=ROLE` each. @throws OperatorError */
export function readRoles(given: readonly string[]): RoleMap {
  const added = given.map((pair) => {
    const [name = '', role = ''] = pair.split('=');
    const found = NEW_ROLES.find((each) => each === role.toUpperCase());
    if (!name || !found) throw new OperatorError(`--role ${pair} is not understood: write NAME=${NEW_ROLES.join('|')}.`);
    return [name.toLowerCase(), found] as const;
  });
  return { ...KNOWN, ...Object.fromEntries(added) };
}

export function roleOf(roles: RoleMap, old: string | null | undefined): MembershipRole | null {
  const name = old?.trim().toLowerCase() ?? '';
  return Object.hasOwn(roles, name) ? (roles[name] ?? null) : null;
}
