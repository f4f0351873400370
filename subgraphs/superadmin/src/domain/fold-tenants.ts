import type { LogEvent } from './log-event.ts';

/** What the platform keeps of a tenant, or that it has gone altogether. */
export type TenantChange =
  | {
      readonly tenantId: string;
      readonly removed: false;
      readonly slug: string;
      readonly name: string;
      readonly status: string;
      readonly tier: string | null;
      /** ISO 8601. */
      readonly deletedAt: string | null;
    }
  | { readonly tenantId: string; readonly removed: true };

/** The last word on each tenant in a batch of the tenants service's events. */
export function foldTenants(events: readonly LogEvent[]): TenantChange[] {
  const changes = new Map<string, TenantChange>();
  for (const event of events) {
    if (event.entity === 'Tenant') changes.set(event.entityId, changeOf(event));
  }
  return [...changes.values()];
}

function changeOf({ entityId: tenantId, after }: LogEvent): TenantChange {
  if (after === null) return { tenantId, removed: true };
  return {
    tenantId,
    removed: false,
    slug: textOf(after['slug']) ?? '',
    name: textOf(after['name']) ?? '',
    status: textOf(after['status']) ?? '',
    tier: textOf(after['tier']),
    deletedAt: textOf(after['deleted_at']),
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
