import type { MutationResolvers } from '../../generated/resolvers.ts';
import { requestUpload } from '../../services/media/request-upload.ts';

export const requestMediaUpload: MutationResolvers['requestMediaUpload'] = (_parent, { input }, { scope }) =>
  requestUpload(scope, input);
