import type { AuditChainReportResolvers } from '../generated/resolvers.ts';
import { tenantReference } from './references.ts';

export const AuditChainReport: AuditChainReportResolvers = {
  tenant: (report) => tenantReference(report.tenantId),
};
