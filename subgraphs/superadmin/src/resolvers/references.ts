import { tenantOrNull } from '../domain/platform-tenant.ts';

/** A reference to a tenant, which lives in another subgraph; null for the platform. */
export function tenantReference(tenantId: string): { id: string } | null {
  const id = tenantOrNull(tenantId);
  return id === null ? null : { id };
}

/** A reference to a user, who lives in another subgraph; null for the system itself. */
export function userReference(userId: string | null): { id: string } | null {
  return userId === null ? null : { id: userId };
}
