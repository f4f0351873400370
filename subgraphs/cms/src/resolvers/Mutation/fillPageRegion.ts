import type { MutationResolvers } from '../../generated/resolvers.ts';
import { fillRegion } from '../../services/pages/fill-region.ts';

export const fillPageRegion: MutationResolvers['fillPageRegion'] = (_parent, { pageId, version, region, documentIds }, { scope }) =>
  fillRegion(scope, pageId, version, region, documentIds);
