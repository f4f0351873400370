import type { MutationResolvers } from '../../generated/resolvers.ts';
import { updateTemplate } from '../../services/pages/templates.ts';

export const updatePageTemplate: MutationResolvers['updatePageTemplate'] = (_parent, { id, version, input }, { scope }) =>
  updateTemplate(scope, id, version, input);
