import type { MutationResolvers } from '../../generated/resolvers.ts';
import { createPage as create } from '../../services/pages/create-page.ts';

export const createPage: MutationResolvers['createPage'] = (_parent, { input }, { scope }) => create(scope, input);
