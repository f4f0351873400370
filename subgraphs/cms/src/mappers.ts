import type { Connection } from '@tessera/subgraph';
import type {
  ContentItem as ContentItemRow,
  ContentPublication as ContentPublicationRow,
  ContentRevision as ContentRevisionRow,
  ContentSchedule as ContentScheduleRow,
  ContentType as ContentTypeRow,
  MediaFile as MediaFileRow,
  MediaUse as MediaUseRow,
  Page as PageRow,
  PageRevision as PageRevisionRow,
  PageTemplate as PageTemplateRow,
  PublishedItem as PublishedItemRow,
} from '../../../prisma/cms/client/client.ts';

/** What a resolver's parent really is: `FooRow` stands for the GraphQL type `Foo` (tools/codegen/mappers.ts). */
export type { ContentItemRow, ContentPublicationRow, ContentRevisionRow, ContentScheduleRow, ContentTypeRow };
export type { MediaFileRow, MediaUseRow, PageRevisionRow, PageRow, PageTemplateRow, PublishedItemRow };
export type { Slot as PageSlotRow } from './domain/page.ts';

export type ContentItemConnectionRow = Connection<ContentItemRow>;
export type ContentPublicationConnectionRow = Connection<ContentPublicationRow>;
export type ContentRevisionConnectionRow = Connection<ContentRevisionRow & { readonly id: string }>;
export type ContentScheduleConnectionRow = Connection<ContentScheduleRow>;
export type ContentTypeConnectionRow = Connection<ContentTypeRow>;
export type MediaFileConnectionRow = Connection<MediaFileRow>;
export type PageRevisionConnectionRow = Connection<PageRevisionRow & { readonly id: string }>;
export type PublishedItemConnectionRow = Connection<PublishedItemRow>;

/** A user or tenant is known here by its id alone. */
export interface UserRow {
  readonly id: string;
}
export interface TenantRow {
  readonly id: string;
}
/** A tenant's, by its id. */
export interface TenantLimitsRow {
  readonly id: string;
}
