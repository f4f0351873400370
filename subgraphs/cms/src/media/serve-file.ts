import type { HttpRequest, HttpResponse } from '@tessera/http';
import type { Database } from '@tessera/tenancy';
import type { MediaFile, PrismaClient } from '../../../../prisma/cms/client/client.ts';
import { isShown, type Rendition } from '../domain/media.ts';
import type { Media } from './media.ts';

const PATH = /^\/media\/files\/(([0-9a-f-]{36})\/([0-9a-f-]{36})\/([a-z]+))\/([\w-]+)$/;
const YEAR_SECONDS = 365 * 24 * 3600;
/** Who takes nothing for so long is cut off, in milliseconds. */
const STALLED_AFTER_MS = 30_000;

const NOT_FOUND: HttpResponse = {
  status: 404,
  headers: { 'content-type': 'text/plain', 'cache-control': 'no-store' },
  body: '404\n',
};

/**
 * Answers a file, or a rendition of it, to whoever has its address. A browser takes it for what it is and nothing else,
 * and runs nothing in it; the bytes under an address never change, so it may keep them.
 */
export async function serveFile(
  { signer, storage }: Media,
  database: Database<PrismaClient>,
  request: HttpRequest,
): Promise<HttpResponse> {
  const [, path = '', tenantId = '', mediaId = '', variant = '', signature = ''] = PATH.exec(request.path) ?? [];
  if (!signer.isSigned(path, signature)) return NOT_FOUND;
  const db = database.tenant({ tenantId, userId: null, rowScope: 'all', requestId: `cms.file.${mediaId}` });
  const file = await db.query((prisma) => prisma.mediaFile.findFirst({ where: { id: mediaId } }));
  const stored = file && storedAs(file, variant);
  if (!stored) return NOT_FOUND;
  const headers = headersOf(file, stored, variant);
  if (request.headers['if-none-match'] === headers.etag) return { status: 304, headers };
  const body = await storage.read(`${file.storageKey}/${variant}`);
  if (!body) return NOT_FOUND;
  return { status: 200, headers: { ...headers, 'content-length': String(stored.byteSize) }, body, stalledAfterMs: STALLED_AFTER_MS };
}

interface Stored {
  readonly contentType: string;
  readonly byteSize: number | bigint;
}

function storedAs(file: MediaFile, variant: string): Stored | undefined {
  if (variant === 'original') return file;
  const rendition = (file.renditions as unknown as Rendition[]).find(({ name }) => name === variant);
  return rendition && { contentType: 'image/webp', byteSize: rendition.byteSize };
}

function headersOf({ id, fileName }: MediaFile, { contentType }: Stored, variant: string) {
  const shown = isShown(contentType) ? 'inline' : 'attachment';
  return {
    'content-type': contentType,
    'content-disposition': `${shown}; filename*=UTF-8''${encodeURIComponent(fileName).replace(/['()*]/g, hexOf)}`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': `public, max-age=${YEAR_SECONDS}, immutable`,
    etag: `"${id}-${variant}"`,
  };
}

const hexOf = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
