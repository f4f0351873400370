import { readdir } from 'node:fs/promises';
import sharp from 'sharp';
import type { Caller, Cms, Site } from './site.ts';

const REQUEST =
  'mutation ($input: MediaUploadInput!) { upload: requestMediaUpload(input: $input) { mediaId url method headers { name value } } }';

/** A picture of one colour. */
export function picture(width = 400, height = 300, format: 'png' | 'jpeg' | 'webp' | 'gif' = 'png'): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: '#3366aa' } }).toFormat(format).toBuffer();
}

export interface Upload {
  readonly status: number;
  readonly body: { readonly id?: string; readonly url?: string; readonly error?: { readonly message: string } };
}

interface Announced {
  readonly fileName?: string;
  readonly contentType?: string;
  readonly byteSize?: number;
}

/** Leave for an upload, as a path of the service. */
export async function leaveFor(caller: Caller, bytes: Uint8Array, announced: Announced = {}): Promise<string> {
  const input = { fileName: 'picture.png', contentType: 'image/png', byteSize: bytes.length, ...announced };
  return (await caller.get(REQUEST, { input }))['upload'].url as string;
}

/** Asks for leave, and sends the bytes. */
export async function upload(cms: Cms, caller: Caller, bytes: Uint8Array, announced: Announced = {}): Promise<Upload> {
  return send(cms, await leaveFor(caller, bytes, announced), bytes);
}

export async function send(cms: Cms, path: string, body: BodyInit | Uint8Array): Promise<Upload> {
  const response = await fetch(cms.subgraph.origin + path, { method: 'PUT', body: body as BodyInit, duplex: 'half' } as RequestInit);
  return { status: response.status, body: (await response.json()) as Upload['body'] };
}

/** What there is of a tenant's uploads: files in the storage, rows in the tables. */
export async function remains(cms: Cms, { tenantId }: Site): Promise<{ stored: string[]; rows: number; leftovers: number }> {
  const { storage } = cms.subgraph.media;
  const all = storage.kind === 'folder' ? await readdir(storage.dir, { recursive: true }).catch(() => []) : [];
  const [counts] = await cms.subgraph.database.sql<{ rows: number; leftovers: number }>(
    `SELECT (SELECT count(*)::int FROM media_files WHERE tenant_id = $1) AS rows,
            (SELECT count(*)::int FROM media_leftovers WHERE tenant_id = $1) AS leftovers`,
    [tenantId],
  );
  const stored = all.filter((path) => path.startsWith(`${tenantId}/`) && path.split('/').length > 2).toSorted();
  return { stored, rows: counts?.rows ?? -1, leftovers: counts?.leftovers ?? -1 };
}
