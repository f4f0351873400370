import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listMembers } from '../../services/list-members.ts';
import { ownTenantId } from '../../services/scope.ts';
import { MEMBER_SORT_FIELDS, sortFrom } from '../sort.ts';

export const members: QueryResolvers['members'] = (_parent, { filter, orderBy, ...page }, { scope }) =>
  listMembers(scope, ownTenantId(scope), page, filter ?? {}, sortFrom(orderBy, MEMBER_SORT_FIELDS));
