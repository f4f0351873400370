/** The roles a membership can carry, strongest first. See the access table in docs/access.md. */
export const TENANT_ROLES = ['OWNER', 'ADMIN', 'MEMBER', 'VIEWER', 'AUDITOR'] as const;
export type TenantRole = (typeof TENANT_ROLES)[number];

/** Every role an identity can carry: a tenant role, or the platform's own. */
export const ROLES = ['SUPERADMIN', ...TENANT_ROLES] as const;
export type Role = (typeof ROLES)[number];

/**
 * A caller whose token has been checked.
 *
 * `tenantId` is null only for a SUPERADMIN who has not entered a tenant. `scopes` is set only for an API key: the
 * caller may then do no more than those scopes name, whatever its role, and `sessionId` is the key's id. `act` is the reason a SUPERADMIN gave to
 * `enterTenant`; it travels into both audits. `plan` is left out outside a tenant, and where the gateway knows no plans:
 * no feature is then refused.
 */
export interface Identity {
  readonly userId: string;
  readonly sessionId: string;
  readonly tenantId: string | null;
  readonly role: Role;
  readonly scopes?: readonly string[];
  readonly act?: { readonly reason: string };
  readonly plan?: TenantPlan;
}

/** What the tenant has paid for, as billing told the gateway; it rides in the signed claims, so that all who ask agree. */
export interface TenantPlan {
  /** As people call it; null for a tenant without a plan, which has no features either. */
  readonly name: string | null;
  readonly features: readonly string[];
}

/** What a signed request carries: the caller (null: anonymous) and the ids that tie logs and audits together. */
export interface Claims {
  readonly identity: Identity | null;
  readonly requestId: string;
  /** W3C trace context, passed along unchanged. */
  readonly traceparent?: string;
  /** Milliseconds since the epoch after which nobody waits for the answer. */
  readonly deadline?: number;
  /** The caller's address as the gateway saw it; recorded with auth events. */
  readonly clientAddress?: string;
  readonly userAgent?: string;
}

/** True for a SUPERADMIN outside any tenant, who reads with the platform role and may change nothing of a tenant. */
export function isPlatformWide(identity: Identity): boolean {
  return identity.role === 'SUPERADMIN' && identity.tenantId === null;
}
