import type { MediaFile } from '../../../../../prisma/cms/client/client.ts';
import type { Rendition } from '../../domain/media.ts';
import { fileUrl } from '../../media/media.ts';
import type { Scope } from '../scope.ts';

/** Where a file is read. */
export function urlOf({ media }: Scope, { tenantId, id }: MediaFile): string {
  return fileUrl(media, tenantId, id, 'original');
}

/** The smaller ones of an image, from small to large. */
export function renditionsOf({ media }: Scope, { tenantId, id, renditions }: MediaFile) {
  return (renditions as unknown as Rendition[]).map(({ name, width, height }) => {
    return { name, width, height, url: fileUrl(media, tenantId, id, name) };
  });
}
