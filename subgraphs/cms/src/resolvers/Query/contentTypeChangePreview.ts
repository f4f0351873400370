import type { QueryResolvers } from '../../generated/resolvers.ts';
import { previewTypeChange } from '../../services/preview-type-change.ts';

export const contentTypeChangePreview: QueryResolvers['contentTypeChangePreview'] = (_parent, { id, fields }, { scope }) =>
  previewTypeChange(scope, id, fields);
