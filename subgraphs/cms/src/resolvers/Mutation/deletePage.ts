import type { MutationResolvers } from '../../generated/resolvers.ts';
import { deletePage as remove } from '../../services/pages/delete-page.ts';

export const deletePage: MutationResolvers['deletePage'] = (_parent, { id, version }, { scope }) => remove(scope, id, version);
