import type { QueryResolvers } from '../../generated/resolvers.ts';
import { findTenantBySlug } from '../../services/find-tenant-by-slug.ts';

export const tenantBySlug: QueryResolvers['tenantBySlug'] = (_parent, { slug }, { scope }) =>
  findTenantBySlug(scope, slug);
