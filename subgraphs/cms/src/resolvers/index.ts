import type { Resolvers } from '../generated/resolvers.ts';
import { ContentItem } from './ContentItem.ts';
import { ContentPublication } from './ContentPublication.ts';
import { ContentRevision } from './ContentRevision.ts';
import { ContentSchedule } from './ContentSchedule.ts';
import { ContentType } from './ContentType.ts';
import { MediaFile } from './MediaFile.ts';
import { MediaUse } from './MediaUse.ts';
import { PublishedItem } from './PublishedItem.ts';
import { Tenant } from './Tenant.ts';
import { archiveContentItem } from './Mutation/archiveContentItem.ts';
import { cancelContentSchedule } from './Mutation/cancelContentSchedule.ts';
import { createContentItem } from './Mutation/createContentItem.ts';
import { createContentType } from './Mutation/createContentType.ts';
import { deleteContentItem } from './Mutation/deleteContentItem.ts';
import { deleteContentType } from './Mutation/deleteContentType.ts';
import { deleteMediaFile } from './Mutation/deleteMediaFile.ts';
import { grantContentAccess } from './Mutation/grantContentAccess.ts';
import { publishContentItem } from './Mutation/publishContentItem.ts';
import { requestMediaUpload } from './Mutation/requestMediaUpload.ts';
import { restoreContentRevision } from './Mutation/restoreContentRevision.ts';
import { returnContentItem } from './Mutation/returnContentItem.ts';
import { reviveContentItem } from './Mutation/reviveContentItem.ts';
import { revokeContentAccess } from './Mutation/revokeContentAccess.ts';
import { scheduleContentItem } from './Mutation/scheduleContentItem.ts';
import { setContentLocales } from './Mutation/setContentLocales.ts';
import { submitContentItem } from './Mutation/submitContentItem.ts';
import { unpublishContentItem } from './Mutation/unpublishContentItem.ts';
import { updateContentItem } from './Mutation/updateContentItem.ts';
import { updateContentType } from './Mutation/updateContentType.ts';
import { updateMediaFile } from './Mutation/updateMediaFile.ts';
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
import { publishedItem } from './Query/publishedItem.ts';
import { publishedItems } from './Query/publishedItems.ts';

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
    publishedItem,
    publishedItems,
  },
  Mutation: {
    archiveContentItem,
    cancelContentSchedule,
    createContentItem,
    createContentType,
    deleteContentItem,
    deleteContentType,
    deleteMediaFile,
    grantContentAccess,
    publishContentItem,
    requestMediaUpload,
    restoreContentRevision,
    returnContentItem,
    reviveContentItem,
    revokeContentAccess,
    scheduleContentItem,
    setContentLocales,
    submitContentItem,
    unpublishContentItem,
    updateContentItem,
    updateContentType,
    updateMediaFile,
  },
  ContentItem,
  ContentPublication,
  ContentRevision,
  ContentSchedule,
  ContentType,
  MediaFile,
  MediaUse,
  PublishedItem,
  Tenant,
};
