import { WHO, type AccessExpectations, type ExpectedAccess } from '@tessera/testkit';

/**
 * "cms: SUPERADMIN, OWNER and ADMIN RW; MEMBER RW own; VIEWER R granted; AUDITOR none". Which rows is the database's
 * part.
 */
const read: ExpectedAccess = { roles: WHO.readers, scope: 'cms:read' };
const write: ExpectedAccess = { roles: WHO.writers, entered: true, scope: 'cms:write' };
/** Types and locales have no owner, and what readers see is for those to say who answer for the site. */
const manage: ExpectedAccess = { roles: WHO.managers, entered: true, scope: 'cms:write' };
/** Readers see what a tenant has published, so a SUPERADMIN has to be in one. */
const readPublished: ExpectedAccess = { roles: WHO.readers, entered: true, scope: 'content:read' };

const reads = ['contentTypes', 'contentType', 'contentLocales', 'contentItems', 'contentItem', 'contentRevisionDiff', 'contentSchedules', 'mediaFile', 'mediaFiles', 'page', 'pages', 'pageRevisionDiff', 'pageTemplates'];
const writes = [
  ['createContentItem', 'updateContentItem', 'deleteContentItem', 'restoreContentRevision'],
  ['submitContentItem', 'returnContentItem', 'unpublishContentItem', 'archiveContentItem', 'reviveContentItem'],
  ['requestMediaUpload', 'updateMediaFile', 'deleteMediaFile'],
  ['grantContentAccess', 'revokeContentAccess'],
];
const manages = [
  ['createContentType', 'updateContentType', 'deleteContentType', 'setContentLocales'],
  ['createPageTemplate', 'updatePageTemplate', 'deletePageTemplate'],
  ['createPage', 'updatePage', 'movePage', 'deletePage', 'fillPageRegion'],
  ['publishPage', 'unpublishPage', 'restorePageRevision'],
  ['publishContentItem', 'scheduleContentItem', 'cancelContentSchedule'],
];

export const access: AccessExpectations = {
  ...Object.fromEntries(reads.map((name) => [`Query.${name}`, read])),
  ...Object.fromEntries(writes.flat().map((name) => [`Mutation.${name}`, write])),
  ...Object.fromEntries(manages.flat().map((name) => [`Mutation.${name}`, manage])),
  'Query.contentTypeChangePreview': { ...manage, scope: 'cms:read' },
  'Query.publishedItems': readPublished,
  'Query.publishedItem': readPublished,
  'Query.publishedPage': readPublished,
  'Query.siteMenu': readPublished,
};
