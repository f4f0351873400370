import type { MutationResolvers } from '../../generated/resolvers.ts';
import { resumeProvisioning as resume } from '../../services/resume-provisioning.ts';

export const resumeProvisioning: MutationResolvers['resumeProvisioning'] = (_parent, { id }, { scope }) =>
  resume(scope, id);
