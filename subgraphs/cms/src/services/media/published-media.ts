import type { MediaFile, PublishedItem } from '../../../../../prisma/cms/client/client.ts';
import { referencesIn, type ItemData } from '../../domain/item-data.ts';
import { fieldsOf } from '../content-types.ts';
import type { Scope } from '../scope.ts';

/** The files that a published item holds, in the order of its fields. */
export async function listMediaOf({ load }: Scope, { typeId, data }: PublishedItem, field?: string | null): Promise<MediaFile[]> {
  const type = await load.contentType.load(typeId);
  const all = type ? referencesIn(fieldsOf(type), data as ItemData, 'MEDIA') : [];
  const references = field ? all.filter((reference) => reference.field === field) : all;
  const files = await Promise.all(references.map(({ id }) => load.mediaFile.load(id)));
  return files.filter((file) => file !== null);
}
