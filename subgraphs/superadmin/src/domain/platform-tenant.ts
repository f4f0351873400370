/** Stands where a tenant's id stands, for what belongs to no tenant: a key column cannot be null. No tenant has it. */
export const PLATFORM_TENANT = '00000000-0000-0000-0000-000000000000';

/** As the graph tells it: null for the platform. */
export function tenantOrNull(tenantId: string): string | null {
  return tenantId === PLATFORM_TENANT ? null : tenantId;
}
