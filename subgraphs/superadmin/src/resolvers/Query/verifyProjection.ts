import type { QueryResolvers } from '../../generated/resolvers.ts';
import { verifyProjection as verify } from '../../services/verify-projection.ts';

export const verifyProjection: QueryResolvers['verifyProjection'] = (_parent, { service }, { scope }) =>
  verify(scope, service);
