import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { bulkhead, isBulkheadRejectedError } from 'cockatiel';
import { fileTypeFromFile } from 'file-type';
import sharp, { type Sharp } from 'sharp';
import { isImage, MAX_PIXELS, MEDIA_TYPES, RENDITIONS, type Rendition } from '../domain/media.ts';
import { UploadError } from './upload-error.ts';

/** What an upload turned out to be, and the files to store of it: name to path. */
export interface Inspected {
  readonly contentType: string;
  readonly byteSize: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly renditions: readonly Rendition[];
  readonly files: ReadonlyMap<string, { readonly path: string; readonly contentType: string }>;
}

/** So many images are decoded at once, each to 200 MB at most; others wait for their turn, and more are turned away. */
const decoding = bulkhead(2, 50);

// The files of strangers: libvips' caches would hold on to what they were decoded to.
sharp.cache(false);

/**
 * Looks at the bytes, and not at what was said of them. Images are decoded and written anew: what is not picture (a page
 * behind the last pixel, scripts in metadata, where it was taken) does not come through.
 * @param dir a folder for what is made of it; whoever calls removes it
 * @throws UploadError for what is not of the type that was declared, or cannot be decoded
 */
export async function inspect(path: string, declared: string, dir: string): Promise<Inspected> {
  const mime = (await fileTypeFromFile(path))?.mime;
  if (mime === undefined || !MEDIA_TYPES.includes(mime)) {
    throw new UploadError(415, `This is no file of a type that can be uploaded (${MEDIA_TYPES.join(', ')}). Convert it first.`);
  }
  if (mime !== declared) throw new UploadError(415, `The file is ${mime}, and ${declared} was announced. Ask for an upload of ${mime}.`);
  if (isImage(mime)) return decoding.execute(() => rewrite(path, mime, dir)).catch(explainCrowd);
  const { size } = await stat(path);
  const files = new Map([['original', { path, contentType: mime }]]);
  return { contentType: mime, byteSize: size, width: null, height: null, renditions: [], files };
}

async function rewrite(path: string, contentType: string, dir: string): Promise<Inspected> {
  const open = () =>
    sharp(path, { limitInputPixels: MAX_PIXELS, failOn: 'warning', animated: isAnimated(contentType) }).autoOrient();
  try {
    const original = join(dir, 'original');
    const { width, height, pageHeight = height, size } = await formatted(open(), contentType).toFile(original);
    const files = new Map([['original', { path: original, contentType }]]);
    const renditions: Rendition[] = [];
    for (const { name, maxPixels } of RENDITIONS) {
      if (Math.max(width, pageHeight) <= maxPixels && name !== 'thumb') continue;
      const target = join(dir, name);
      const small = await sharp(original, { limitInputPixels: MAX_PIXELS })
        .resize(maxPixels, maxPixels, { fit: 'inside', withoutEnlargement: true })
        .webp({ quality: 80 })
        .toFile(target);
      renditions.push({ name, width: small.width, height: small.height, byteSize: small.size });
      files.set(name, { path: target, contentType: 'image/webp' });
    }
    return { contentType, byteSize: size, width, height: pageHeight, renditions, files };
  } catch (error) {
    throw new UploadError(422, `The image cannot be read: ${reasonOf(error)}. Save it anew, and upload that.`);
  }
}

function explainCrowd(error: Error): never {
  throw isBulkheadRejectedError(error) ? new UploadError(503, 'Too many images come at once. Try again in a moment.') : error;
}

const isAnimated = (contentType: string) => contentType === 'image/gif' || contentType === 'image/webp';

function formatted(image: Sharp, contentType: string): Sharp {
  switch (contentType) {
    case 'image/jpeg':
      return image.jpeg({ quality: 90 });
    case 'image/png':
      return image.png();
    case 'image/webp':
      return image.webp({ quality: 90 });
    case 'image/gif':
      return image.gif();
    default:
      return image.avif({ quality: 70 });
  }
}

/** In a line, without paths of this machine. */
function reasonOf(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line.includes('pixel limit') ? `it has more than ${MAX_PIXELS} pixels` : line.replace(/\/\S+/g, '…').slice(0, 200);
}
