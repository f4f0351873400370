import type { MutationResolvers } from '../../generated/resolvers.ts';
import { createLead as create } from '../../services/create-lead.ts';

export const createLead: MutationResolvers['createLead'] = (_parent, { input }, { scope }) => create(scope, input);
