import type { Resolvers } from '../generated/resolvers.ts';
import { AuditChainReport } from './AuditChainReport.ts';
import { AuditEntry } from './AuditEntry.ts';
import { ConfigEntry } from './ConfigEntry.ts';
import { rebuildProjection } from './Mutation/rebuildProjection.ts';
import { removeRateLimit } from './Mutation/removeRateLimit.ts';
import { setRateLimit } from './Mutation/setRateLimit.ts';
import { setSystemConfig } from './Mutation/setSystemConfig.ts';
import { ProjectionDifference } from './ProjectionDifference.ts';
import { auditLog } from './Query/auditLog.ts';
import { configEntry } from './Query/configEntry.ts';
import { rateLimits } from './Query/rateLimits.ts';
import { services } from './Query/services.ts';
import { serviceSummaries } from './Query/serviceSummaries.ts';
import { systemConfig } from './Query/systemConfig.ts';
import { tenantSummaries } from './Query/tenantSummaries.ts';
import { verifyAuditChain } from './Query/verifyAuditChain.ts';
import { verifyProjection } from './Query/verifyProjection.ts';
import { RateLimit } from './RateLimit.ts';
import { Tenant } from './Tenant.ts';
import { TenantSummary } from './TenantSummary.ts';

export const resolvers: Resolvers = {
  Query: {
    tenantSummaries,
    serviceSummaries,
    auditLog,
    verifyAuditChain,
    services,
    systemConfig,
    configEntry,
    rateLimits,
    verifyProjection,
  },
  Mutation: { setSystemConfig, setRateLimit, removeRateLimit, rebuildProjection },
  Tenant,
  TenantSummary,
  AuditEntry,
  AuditChainReport,
  ConfigEntry,
  RateLimit,
  ProjectionDifference,
};
