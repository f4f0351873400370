import type { PageTemplateResolvers } from '../generated/resolvers.ts';
import { regionsOf } from '../services/pages/templates.ts';

export const PageTemplate: PageTemplateResolvers = {
  regions: (template) => regionsOf(template).map((region) => ({ ...region, types: [...region.types] })),
  __resolveReference: ({ id }, { scope }) => scope.load.pageTemplate.load(id),
};
