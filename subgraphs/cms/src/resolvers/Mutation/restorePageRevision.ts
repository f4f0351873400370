import type { MutationResolvers } from '../../generated/resolvers.ts';
import { restorePage } from '../../services/pages/restore-page.ts';

export const restorePageRevision: MutationResolvers['restorePageRevision'] = (_parent, { id, version, revision }, { scope }) =>
  restorePage(scope, id, version, revision);
