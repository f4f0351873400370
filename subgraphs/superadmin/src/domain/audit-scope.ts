/**
 * Which audit entries of its tenant a role reads (docs/access.md, audit): all, those of what it did itself, or none.
 * The database enforces it. A SUPERADMIN who has entered no tenant reads every tenant's with the platform's role.
 */
export function auditScope(role: string): 'all' | 'own' | null {
  if (role === 'MEMBER') return 'own';
  return role === 'VIEWER' ? null : 'all';
}
