import type { MutationResolvers } from '../../generated/resolvers.ts';
import { resumeTenant as resume } from '../../services/resume-tenant.ts';

export const resumeTenant: MutationResolvers['resumeTenant'] = (_parent, { id }, { scope }) => resume(scope, id);
