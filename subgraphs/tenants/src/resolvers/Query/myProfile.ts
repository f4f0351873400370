import type { QueryResolvers } from '../../generated/resolvers.ts';
import { getMyProfile } from '../../services/get-my-profile.ts';

export const myProfile: QueryResolvers['myProfile'] = (_parent, _args, { scope }) => getMyProfile(scope);
