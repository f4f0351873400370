import type { MutationResolvers } from '../../generated/resolvers.ts';
import { deleteTemplate } from '../../services/pages/templates.ts';

export const deletePageTemplate: MutationResolvers['deletePageTemplate'] = (_parent, { id, version }, { scope }) =>
  deleteTemplate(scope, id, version);
