import type { PageResolvers } from '../generated/resolvers.ts';
import { listPageRevisions } from '../services/pages/page-revisions.ts';
import {
  childrenOfPage,
  findPage,
  pathOfPage,
  publishedPathOf,
  slotsOfPage,
  templateOfPage,
  titlesOf,
} from '../services/pages/read-pages.ts';

export const Page: PageResolvers = {
  path: (page, _args, { scope }) => pathOfPage(scope, page),
  publishedPath: (page, _args, { scope }) => publishedPathOf(scope, page),
  parent: ({ parentId }, _args, { scope }) => (parentId ? findPage(scope, parentId) : null),
  children: (page, _args, { scope }) => childrenOfPage(scope, page),
  template: (page, _args, { scope }) => templateOfPage(scope, page),
  titles: (page) => titlesOf(page),
  slots: (page, _args, { scope }) => slotsOfPage(scope, page),
  state: ({ revision, publishedRevision }) => (revision === publishedRevision ? 'PUBLISHED' : 'DRAFT'),
  published: ({ publishedRevision }) => publishedRevision !== null,
  revisions: (page, args, { scope }) => listPageRevisions(scope, page, args),
  __resolveReference: ({ id }, { scope }) => findPage(scope, id),
};
