/** Where a tenant stands in its life. */
export type TenantStatus = 'PENDING' | 'PROVISIONING' | 'ACTIVE' | 'SUSPENDED' | 'DELETED';

/** What can happen to a tenant. */
export type TenantEvent = 'begin' | 'complete' | 'suspend' | 'resume' | 'delete';

/**
 * Every transition there is; what is not listed is refused. A tenant whose services are still being prepared cannot be
 * suspended: nobody is in it yet.
 */
const TRANSITIONS: Readonly<Record<TenantStatus, Readonly<Partial<Record<TenantEvent, TenantStatus>>>>> = {
  PENDING: { begin: 'PROVISIONING', delete: 'DELETED' },
  PROVISIONING: { complete: 'ACTIVE', delete: 'DELETED' },
  ACTIVE: { suspend: 'SUSPENDED', delete: 'DELETED' },
  SUSPENDED: { resume: 'ACTIVE', delete: 'DELETED' },
  DELETED: {},
};

/** The state that follows; null when the event cannot happen in this state. */
export function nextStatus(status: TenantStatus, event: TenantEvent): TenantStatus | null {
  return TRANSITIONS[status][event] ?? null;
}

/** Whether the tenant's services may be prepared: before it opens, and again when a service joins the platform. */
export function mayProvision(status: TenantStatus): boolean {
  return status !== 'DELETED';
}
