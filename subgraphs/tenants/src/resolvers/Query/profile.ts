import type { QueryResolvers } from '../../generated/resolvers.ts';
import { findProfile } from '../../services/find-profile.ts';

export const profile: QueryResolvers['profile'] = (_parent, { userId }, { scope }) => findProfile(scope, userId);
