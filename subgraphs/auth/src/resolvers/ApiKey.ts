import { isActive } from '../domain/api-key-rules.ts';
import type { ApiKeyResolvers } from '../generated/resolvers.ts';

export const ApiKey: ApiKeyResolvers = {
  tenant: (key) => ({ id: key.tenantId }),
  createdBy: (key) => ({ id: key.userId }),
  revokedBy: (key) => (key.revokedById === null ? null : { id: key.revokedById }),
  active: (key) => isActive(key, new Date()),
};
