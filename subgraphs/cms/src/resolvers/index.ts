import type { Resolvers } from '../generated/resolvers.ts';
import { ContentItem } from './ContentItem.ts';
import { ContentPublication } from './ContentPublication.ts';
import { ContentRevision } from './ContentRevision.ts';
import { ContentSchedule } from './ContentSchedule.ts';
import { ContentType } from './ContentType.ts';
import { MediaFile } from './MediaFile.ts';
import { MediaUse } from './MediaUse.ts';
import { Page } from './Page.ts';
import { PageRevision } from './PageRevision.ts';
import { PageSlot } from './PageSlot.ts';
import { PageTemplate } from './PageTemplate.ts';
import { PublishedItem } from './PublishedItem.ts';
import { Tenant } from './Tenant.ts';
import { TenantLimits } from './TenantLimits.ts';
import { archiveContentItem } from './Mutation/archiveContentItem.ts';
import { cancelContentSchedule } from './Mutation/cancelContentSchedule.ts';
import { createContentItem } from './Mutation/createContentItem.ts';
import { createContentType } from './Mutation/createContentType.ts';
import { createPage } from './Mutation/createPage.ts';
import { createPageTemplate } from './Mutation/createPageTemplate.ts';
import { deleteContentItem } from './Mutation/deleteContentItem.ts';
import { deleteContentType } from './Mutation/deleteContentType.ts';
import { deleteMediaFile } from './Mutation/deleteMediaFile.ts';
import { deletePage } from './Mutation/deletePage.ts';
import { deletePageTemplate } from './Mutation/deletePageTemplate.ts';
import { fillPageRegion } from './Mutation/fillPageRegion.ts';
import { grantContentAccess } from './Mutation/grantContentAccess.ts';
import { movePage } from './Mutation/movePage.ts';
import { publishContentItem } from './Mutation/publishContentItem.ts';
import { publishPage } from './Mutation/publishPage.ts';
import { requestMediaUpload } from './Mutation/requestMediaUpload.ts';
import { restoreContentRevision } from './Mutation/restoreContentRevision.ts';
import { restorePageRevision } from './Mutation/restorePageRevision.ts';
import { returnContentItem } from './Mutation/returnContentItem.ts';
import { reviveContentItem } from './Mutation/reviveContentItem.ts';
import { revokeContentAccess } from './Mutation/revokeContentAccess.ts';
import { scheduleContentItem } from './Mutation/scheduleContentItem.ts';
import { setContentLocales } from './Mutation/setContentLocales.ts';
import { submitContentItem } from './Mutation/submitContentItem.ts';
import { unpublishContentItem } from './Mutation/unpublishContentItem.ts';
import { unpublishPage } from './Mutation/unpublishPage.ts';
import { updateContentItem } from './Mutation/updateContentItem.ts';
import { updateContentType } from './Mutation/updateContentType.ts';
import { updateMediaFile } from './Mutation/updateMediaFile.ts';
import { updatePage } from './Mutation/updatePage.ts';
import { updatePageTemplate } from './Mutation/updatePageTemplate.ts';
import { contentItem } from './Query/contentItem.ts';
import { contentItems } from './Query/contentItems.ts';
import { contentLocales } from './Query/contentLocales.ts';
import { contentRevisionDiff } from './Query/contentRevisionDiff.ts';
import { contentSchedules } from './Query/contentSchedules.ts';
import { contentType } from './Query/contentType.ts';
import { contentTypeChangePreview } from './Query/contentTypeChangePreview.ts';
import { contentTypes } from './Query/contentTypes.ts';
import { mediaFile } from './Query/mediaFile.ts';
import { mediaFiles } from './Query/mediaFiles.ts';
import { page } from './Query/page.ts';
import { pageRevisionDiff } from './Query/pageRevisionDiff.ts';
import { pageTemplates } from './Query/pageTemplates.ts';
import { pages } from './Query/pages.ts';
import { publishedItem } from './Query/publishedItem.ts';
import { publishedItems } from './Query/publishedItems.ts';
import { publishedPage } from './Query/publishedPage.ts';
import { siteMenu } from './Query/siteMenu.ts';

export const resolvers: Resolvers = {
  Query: {
    contentItem,
    contentItems,
    contentLocales,
    contentRevisionDiff,
    contentSchedules,
    contentType,
    contentTypeChangePreview,
    contentTypes,
    mediaFile,
    mediaFiles,
    page,
    pageRevisionDiff,
    pageTemplates,
    pages,
    publishedItem,
    publishedItems,
    publishedPage,
    siteMenu,
  },
  Mutation: {
    archiveContentItem,
    cancelContentSchedule,
    createContentItem,
    createContentType,
    createPage,
    createPageTemplate,
    deleteContentItem,
    deleteContentType,
    deleteMediaFile,
    deletePage,
    deletePageTemplate,
    fillPageRegion,
    grantContentAccess,
    movePage,
    publishContentItem,
    publishPage,
    requestMediaUpload,
    restoreContentRevision,
    restorePageRevision,
    returnContentItem,
    reviveContentItem,
    revokeContentAccess,
    scheduleContentItem,
    setContentLocales,
    submitContentItem,
    unpublishContentItem,
    unpublishPage,
    updateContentItem,
    updateContentType,
    updateMediaFile,
    updatePage,
    updatePageTemplate,
  },
  ContentItem,
  ContentPublication,
  ContentRevision,
  ContentSchedule,
  ContentType,
  MediaFile,
  MediaUse,
  Page,
  PageRevision,
  PageSlot,
  PageTemplate,
  PublishedItem,
  Tenant,
  TenantLimits,
};
