import type { AuditEntryResolvers, AuditOperation } from '../generated/resolvers.ts';
import { tenantReference, userReference } from './references.ts';

export const AuditEntry: AuditEntryResolvers = {
  sequence: (entry) => Number(entry.sequence),
  tenant: (entry) => tenantReference(entry.tenantId),
  actor: (entry) => userReference(entry.actorId),
  // A check in the database admits these and no other.
  operation: (entry) => entry.operation as AuditOperation,
};
