import type { ProjectionDifferenceResolvers } from '../generated/resolvers.ts';
import { tenantReference } from './references.ts';

export const ProjectionDifference: ProjectionDifferenceResolvers = {
  tenant: (difference) => tenantReference(difference.tenantId),
};
