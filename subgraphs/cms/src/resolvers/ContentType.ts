import type { ContentTypeResolvers } from '../generated/resolvers.ts';
import { fieldsOf } from '../services/content-types.ts';

export const ContentType: ContentTypeResolvers = {
  fields: (type) => [...fieldsOf(type)].map((field) => ({ ...field, options: [...field.options], types: [...field.types] })),
  __resolveReference: ({ id }, { scope }) => scope.load.contentType.load(id),
};
