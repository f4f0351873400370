import type { PageResolvers } from '../generated/resolvers.ts';
import { childrenOfPage, findPage, pathOfPage, templateOfPage, titlesOf } from '../services/pages/read-pages.ts';

export const Page: PageResolvers = {
  path: (page, _args, { scope }) => pathOfPage(scope, page),
  parent: ({ parentId }, _args, { scope }) => (parentId ? findPage(scope, parentId) : null),
  children: (page, _args, { scope }) => childrenOfPage(scope, page),
  template: (page, _args, { scope }) => templateOfPage(scope, page),
  titles: (page) => titlesOf(page),
  slots: ({ id }, _args, { scope }) => scope.load.slotsOfPage.load(id),
  __resolveReference: ({ id }, { scope }) => findPage(scope, id),
};
