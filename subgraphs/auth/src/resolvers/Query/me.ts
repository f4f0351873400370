import type { QueryResolvers } from '../../generated/resolvers.ts';
import { requireCaller } from '../../services/require-caller.ts';

export const me: QueryResolvers['me'] = (_parent, _args, context) => ({ id: requireCaller(context).userId });
