import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listAuditEntries } from '../../services/list-audit-entries.ts';

export const auditLog: QueryResolvers['auditLog'] = (_parent, args, { scope }) => listAuditEntries(scope, args);
