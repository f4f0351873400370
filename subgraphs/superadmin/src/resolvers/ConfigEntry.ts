import type { ConfigEntryResolvers } from '../generated/resolvers.ts';
import { userReference } from './references.ts';

export const ConfigEntry: ConfigEntryResolvers = {
  updatedBy: (entry) => userReference(entry.updatedBy),
};
