import { defineEvents } from '@tessera/events';

/** What cms announces of each change: who, where, in which state. What is written in an item stays here. */
export default defineEvents({
  content_types: { entity: 'ContentType', columns: ['key', 'name', 'requires_review', 'version', 'deleted_at'] },
  content_items: {
    entity: 'ContentItem',
    columns: [
      'document_id',
      'type_id',
      'locale',
      'slug',
      'title',
      'state',
      'revision',
      'published_revision',
      'owner_id',
      'version',
      'deleted_at',
    ],
  },
  published_items: {
    entity: 'PublishedItem',
    columns: ['document_id', 'type_id', 'locale', 'slug', 'title', 'revision', 'published_at'],
  },
  media_files: {
    entity: 'MediaFile',
    columns: ['file_name', 'content_type', 'byte_size', 'width', 'height', 'owner_id', 'version'],
  },
  page_templates: { entity: 'PageTemplate', columns: ['key', 'name', 'version'] },
  pages: {
    entity: 'Page',
    columns: ['parent_id', 'template_id', 'slug', 'position', 'in_menu', 'revision', 'published_revision', 'published_slug', 'version'],
  },
  content_schedules: {
    entity: 'ContentSchedule',
    columns: ['item_id', 'action', 'due_at', 'revision', 'status', 'failure', 'settled_at'],
  },
  content_locales: { entity: 'ContentLocale', columns: ['code', 'fallback', 'is_default'] },
  record_grants: { entity: 'RecordGrant', columns: ['record_type', 'record_id', 'user_id', 'access', 'granted_by'] },
});
