import type { MutationResolvers } from '../../generated/resolvers.ts';
import { createTemplate } from '../../services/pages/templates.ts';

export const createPageTemplate: MutationResolvers['createPageTemplate'] = (_parent, { input }, { scope }) => createTemplate(scope, input);
