/**
 * Which auth records of its tenant a role reads (docs/access.md, auth records). The database enforces it.
 * A SUPERADMIN reads all of the tenant that it has entered.
 */
export function authRecordScope(role: string): 'all' | 'own' | null {
  if (role === 'SUPERADMIN' || role === 'OWNER' || role === 'ADMIN') return 'all';
  return role === 'MEMBER' || role === 'VIEWER' ? 'own' : null;
}
