import type { MutationResolvers } from '../../generated/resolvers.ts';
import { deleteType } from '../../services/delete-type.ts';

export const deleteContentType: MutationResolvers['deleteContentType'] = (_parent, { id, version }, { scope }) => deleteType(scope, id, version);
