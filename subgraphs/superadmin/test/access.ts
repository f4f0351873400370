import { WHO, type AccessExpectations, type ExpectedAccess } from '@tessera/testkit';

/** "platform: aggregates, config, registry, migrations: SUPERADMIN RW". */
const platform: ExpectedAccess = { roles: WHO.platform, scope: null };

export const access: AccessExpectations = {
  'Query.tenantSummaries': platform,
  'Query.serviceSummaries': platform,
  'Query.services': platform,
  'Query.systemConfig': platform,
  'Query.configEntry': platform,
  'Query.rateLimits': platform,
  'Query.verifyProjection': platform,
  'Mutation.rebuildProjection': platform,
  'Mutation.setSystemConfig': platform,
  'Mutation.setRateLimit': platform,
  'Mutation.removeRateLimit': platform,
  // "audit: SUPERADMIN R all; OWNER, ADMIN and AUDITOR R tenant; MEMBER own; VIEWER none".
  'Query.auditLog': { roles: ['SUPERADMIN', 'OWNER', 'ADMIN', 'MEMBER', 'AUDITOR'], scope: 'audit:read' },
  'Query.verifyAuditChain': { roles: ['SUPERADMIN', 'OWNER', 'ADMIN', 'AUDITOR'], scope: 'audit:read' },
};
