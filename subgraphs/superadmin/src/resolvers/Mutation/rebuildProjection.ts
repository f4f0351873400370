import type { MutationResolvers } from '../../generated/resolvers.ts';
import { rebuildProjection as rebuild } from '../../services/rebuild-projection.ts';

export const rebuildProjection: MutationResolvers['rebuildProjection'] = (_parent, { service }, { scope }) =>
  rebuild(scope, service);
