import { anyone, definePermissions, inherit, roles, superadmin, withScope } from '@tessera/permissions';
import type { Coordinates } from './coordinates.generated.ts';

/** Aggregates across tenants, configuration, registry: the platform's alone. */
const platform = superadmin();
/** What the platform counts of a tenant, for those who answer for the tenant. */
const readsSummary = withScope(roles('SUPERADMIN', 'OWNER', 'ADMIN', 'AUDITOR'), 'summary:read');
/** All of the tenant's, a MEMBER's own: which rows is the database's to say. */
const readsAudit = withScope(roles('SUPERADMIN', 'OWNER', 'ADMIN', 'MEMBER', 'AUDITOR'), 'audit:read');
const verifiesAudit = withScope(roles('SUPERADMIN', 'OWNER', 'ADMIN', 'AUDITOR'), 'audit:read');

export default definePermissions<Coordinates>({
  Query: {
    tenantSummaries: platform,
    serviceSummaries: platform,
    auditLog: readsAudit,
    verifyAuditChain: verifiesAudit,
    services: platform,
    systemConfig: platform,
    configEntry: platform,
    rateLimits: platform,
    verifyProjection: platform,
  },
  Mutation: {
    setSystemConfig: platform,
    setRateLimit: platform,
    removeRateLimit: platform,
    rebuildProjection: platform,
  },
  Tenant: {
    id: anyone,
    summary: readsSummary,
  },
  User: {
    id: anyone,
  },
  AuditChainReport: inherit,
  AuditConnection: inherit,
  AuditEdge: inherit,
  AuditEntry: inherit,
  ConfigEntry: inherit,
  Follower: inherit,
  MoneyTotal: inherit,
  PageInfo: inherit,
  ProjectionDifference: inherit,
  ProjectionReport: inherit,
  RateLimit: inherit,
  RecordCount: inherit,
  RegisteredService: inherit,
  ServiceSummary: inherit,
  MonthRevenue: inherit,
  TenantSummary: inherit,
  TenantSummaryConnection: inherit,
  TenantSummaryEdge: inherit,
});
