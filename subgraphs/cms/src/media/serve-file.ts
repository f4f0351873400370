import type { HttpRequest, HttpResponse } from '@tessera/http';
import type { Database } from '@tessera/tenancy';
import type { MediaFile, PrismaClient } from '../../../../prisma/cms/client/client.ts';
import { isShown, type Rendition } from '../domain/media.ts';
import { select, type ByteRange } from './conditional-request.ts';
import type { Media } from './media.ts';
import type { MediaStorage } from './storage.ts';

const PATH = /^\/media\/files\/(([0-9a-f-]{36})\/([0-9a-f-]{36})\/([a-z]+))\/([\w-]+)$/;
const YEAR_SECONDS = 365 * 24 * 3600;
/** Who takes nothing for so long is cut off, in milliseconds. */
const STALLED_AFTER_MS = 30_000;

/**
 * Answers a file, a part or a rendition of it to whoever has its address. A browser takes it for what it is and nothing
 * else, and runs nothing in it; the bytes under an address never change, so it may keep them.
 */
export async function serveFile(
  { signer, storage }: Media,
  database: Database<PrismaClient>,
  request: HttpRequest,
): Promise<HttpResponse> {
  const [, path = '', tenantId = '', mediaId = '', variant = '', signature = ''] = PATH.exec(request.path) ?? [];
  if (!signer.isSigned(path, signature)) return refusal(404);
  const db = database.tenant({ tenantId, userId: null, rowScope: 'all', requestId: `cms.file.${mediaId}` });
  const file = await db.query((prisma) => prisma.mediaFile.findFirst({ where: { id: mediaId } }));
  const stored = file && storedAs(file, variant);
  if (!stored) return refusal(404);
  return answer(storage, request, stored);
}

/** A file, or a rendition of it, as it lies in the storage. */
interface Stored {
  readonly key: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly byteSize: number;
  readonly etag: string;
}

function storedAs(file: MediaFile, variant: string): Stored | null {
  const rendition = (file.renditions as unknown as Rendition[]).find(({ name }) => name === variant);
  if (variant !== 'original' && !rendition) return null;
  return {
    key: `${file.storageKey}/${variant}`,
    fileName: file.fileName,
    contentType: rendition ? 'image/webp' : file.contentType,
    byteSize: rendition ? rendition.byteSize : Number(file.byteSize),
    etag: `"${file.id}-${variant}"`,
  };
}

async function answer(storage: MediaStorage, request: HttpRequest, stored: Stored): Promise<HttpResponse> {
  const { byteSize, etag, key } = stored;
  const selection = select(request, etag, byteSize);
  const { status } = selection;
  if (status === 304) return { status, headers: headersOfCache(etag) };
  if (status === 412) return refusal(412);
  if (status === 416) return refusal(416, { 'content-range': `bytes */${byteSize}` });
  const range = status === 206 ? selection.range : { start: 0, end: byteSize - 1 };
  const headers = {
    ...headersOfCache(etag),
    ...headersOfFile(stored),
    'content-length': String(range.end - range.start + 1),
    ...(status === 206 && { 'content-range': contentRange(range, byteSize) }),
  };
  if (request.method === 'HEAD') return { status, headers };
  const body = await storage.read(key, status === 206 ? range : undefined);
  return body ? { status, headers, body, stalledAfterMs: STALLED_AFTER_MS } : refusal(404);
}

const contentRange = ({ start, end }: ByteRange, size: number) => `bytes ${start}-${end}/${size}`;

/** Also sent with 304, where they take the place of what a cache has of them. */
const headersOfCache = (etag: string) => ({
  'cache-control': `public, max-age=${YEAR_SECONDS}, immutable`,
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'cross-origin',
  etag,
});

function headersOfFile({ contentType, fileName }: Stored) {
  const shown = isShown(contentType) ? 'inline' : 'attachment';
  return {
    'accept-ranges': 'bytes',
    'content-type': contentType,
    'content-disposition': `${shown}; filename*=UTF-8''${encodeURIComponent(fileName).replace(/['()*]/g, hexOf)}`,
  };
}

const hexOf = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;

function refusal(status: 404 | 412 | 416, more: Readonly<Record<string, string>> = {}): HttpResponse {
  return { status, headers: { 'content-type': 'text/plain', 'cache-control': 'no-store', ...more }, body: `${status}\n` };
}
