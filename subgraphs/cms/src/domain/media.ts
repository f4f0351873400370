import { clearable, line, optional, text, type Unchecked } from '@tessera/fields';
import { z } from 'zod';

/** What may be uploaded: what can be told by its first bytes, and does nothing when it is opened in a browser. */
export const IMAGE_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif'] as const;
const OTHER_TYPES = ['application/pdf', 'video/mp4', 'video/webm', 'audio/mpeg', 'application/zip'] as const;
export const MEDIA_TYPES: readonly string[] = [...IMAGE_TYPES, ...OTHER_TYPES];

/** Renditions of an image: their names, and the most pixels on either side. From small to large. */
export const RENDITIONS = [
  { name: 'thumb', maxPixels: 320 },
  { name: 'medium', maxPixels: 1024 },
] as const;

/** One rendition as it is stored; all are image/webp. */
export interface Rendition {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly byteSize: number;
}

/** Everything that a file's folder in the storage may hold. */
export const STORED_NAMES: readonly string[] = ['original', ...RENDITIONS.map(({ name }) => name)];

/** Decoded, an image takes four bytes for each: a small file may claim more than a machine has. */
export const MAX_PIXELS = 50_000_000;

export const isImage = (contentType: string): boolean => (IMAGE_TYPES as readonly string[]).includes(contentType);

/** The last part of what may be a path, on any system; nothing that a shell, a header or a file system reads otherwise. */
const fileName = line(1000)
  .transform((value) => (value.split(/[\\/]/).at(-1) ?? '').replace(/[<>:"|?*]/g, '').replace(/^\.+/, '').trim())
  .pipe(line(200));

export const mediaUpload = z.strictObject({
  fileName,
  contentType: z.string().toLowerCase().refine((value) => MEDIA_TYPES.includes(value), `Give one of: ${MEDIA_TYPES.join(', ')}.`),
  byteSize: z.int().min(1, 'An empty file cannot be uploaded.'),
  alt: optional(text(500)),
});

export const mediaChanges = z.strictObject({ fileName: fileName.optional(), alt: clearable(text(500)) });

export const mediaFilter = z.strictObject({
  search: optional(line(200)),
  contentType: optional(line(100)),
  isUsed: optional(z.boolean()),
});

export type MediaUploadInput = z.input<typeof mediaUpload>;
export type MediaChanges = Unchecked<z.input<typeof mediaChanges>>;

/** Browsers show these; the rest they save, so that nothing of it is opened under the endpoint's name. */
export const isShown = (contentType: string): boolean => /^(?:image|video|audio)\//.test(contentType);
