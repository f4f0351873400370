import {
  anyone,
  definePermissions,
  inherit,
  inTenant,
  keyField,
  restrictInputs,
  roles,
  withScope,
  type Rule,
} from '@tessera/permissions';
import type { Coordinates } from './coordinates.generated.ts';

/** Which items these roles see is the database's part: all, own, or granted (src/context.ts). */
const read = withScope(roles('SUPERADMIN', 'OWNER', 'ADMIN', 'MEMBER', 'VIEWER'), 'cms:read');
const write = inTenant(withScope(roles('SUPERADMIN', 'OWNER', 'ADMIN', 'MEMBER'), 'cms:write'));
/** What shapes the whole site, and what readers come to see. */
const manage = inTenant(withScope(roles('SUPERADMIN', 'OWNER', 'ADMIN'), 'cms:write'));
/** A preview reads every item of a type. */
const readAll = inTenant(withScope(roles('SUPERADMIN', 'OWNER', 'ADMIN'), 'cms:read'));
/** What is published, for a site that has an API key. */
const readPublished = inTenant(withScope(roles('SUPERADMIN', 'OWNER', 'ADMIN', 'MEMBER', 'VIEWER'), 'content:read'));

/** A MEMBER's items are its own: only those who reach every item may choose another owner. */
const choosingOwner = (rule: Rule) => restrictInputs(rule, { 'input.ownerId': ['SUPERADMIN', 'OWNER', 'ADMIN'] });

export default definePermissions<Coordinates>({
  Query: {
    contentTypes: read,
    contentType: read,
    contentTypeChangePreview: readAll,
    contentLocales: read,
    contentItems: read,
    contentItem: read,
    contentRevisionDiff: read,
    publishedItems: readPublished,
    publishedItem: readPublished,
  },
  Mutation: {
    createContentType: manage,
    updateContentType: manage,
    deleteContentType: manage,
    setContentLocales: manage,
    createContentItem: choosingOwner(write),
    updateContentItem: choosingOwner(write),
    deleteContentItem: write,
    submitContentItem: write,
    returnContentItem: write,
    publishContentItem: manage,
    unpublishContentItem: write,
    archiveContentItem: write,
    reviveContentItem: write,
    restoreContentRevision: write,
    grantContentAccess: write,
    revokeContentAccess: write,
  },
  ContentType: {
    id: keyField,
    key: read,
    name: read,
    description: read,
    fields: read,
    titleField: read,
    requiresReview: read,
    version: read,
    createdAt: read,
    updatedAt: read,
  },
  ContentItem: {
    id: keyField,
    documentId: read,
    type: read,
    locale: read,
    slug: read,
    title: read,
    state: read,
    data: read,
    revision: read,
    publishedRevision: read,
    publishedAt: read,
    problems: read,
    revisions: read,
    publications: read,
    translations: read,
    owner: read,
    version: read,
    createdAt: read,
    updatedAt: read,
  },
  Tenant: {
    id: anyone,
    content: read,
  },
  User: {
    id: anyone,
  },
  ContentField: inherit,
  ContentTypeChangePreview: inherit,
  ContentTypeBreak: inherit,
  ContentProblem: inherit,
  ContentLocale: inherit,
  ContentRevision: inherit,
  ContentPublication: inherit,
  ContentChange: inherit,
  PublishedItem: inherit,
  PublishedTranslation: inherit,
  ContentSummary: inherit,
  PageInfo: inherit,
  ContentTypeConnection: inherit,
  ContentTypeEdge: inherit,
  ContentItemConnection: inherit,
  ContentItemEdge: inherit,
  ContentRevisionConnection: inherit,
  ContentRevisionEdge: inherit,
  ContentPublicationConnection: inherit,
  ContentPublicationEdge: inherit,
  PublishedItemConnection: inherit,
  PublishedItemEdge: inherit,
});
