import type { QueryResolvers } from '../../generated/resolvers.ts';
import { findConfigEntry } from '../../services/list-system-config.ts';

export const configEntry: QueryResolvers['configEntry'] = (_parent, { key }, { scope }) => findConfigEntry(scope, key);
