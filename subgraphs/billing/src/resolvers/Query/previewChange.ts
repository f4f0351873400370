import type { QueryResolvers } from '../../generated/resolvers.ts';
import { previewChange as preview } from '../../services/subscriptions/preview-change.ts';

export const previewChange: QueryResolvers['previewChange'] = (_parent, { id, input }, { scope }) => preview(scope, id, input);
