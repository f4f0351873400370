import type { MutationResolvers } from '../../generated/resolvers.ts';
import { restoreRevision } from '../../services/restore-revision.ts';

export const restoreContentRevision: MutationResolvers['restoreContentRevision'] = (_parent, { id, version, revision }, { scope }) =>
  restoreRevision(scope, id, version, revision);
