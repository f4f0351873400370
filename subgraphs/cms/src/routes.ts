import { join } from 'node:path';
import type { HttpRequest, HttpResponse, HttpRoute } from '@tessera/http';
import type { SubgraphRuntime } from '@tessera/subgraph';
import type { PrismaClient } from '../../../prisma/cms/client/client.ts';
import { fileUrl, mediaOf } from './media/media.ts';
import { receive, tooMuch } from './media/receive.ts';
import { inspect } from './media/inspect.ts';
import { serveFile } from './media/serve-file.ts';
import { UploadError } from './media/upload-error.ts';
import { withUploadFolder } from './media/upload-folder.ts';
import { storeUpload } from './services/media/store-upload.ts';

type Runtime = SubgraphRuntime<PrismaClient>;

/** Uploads and files. Whoever has the address has the leave: everything is in its signature. */
export function routes(runtime: Runtime): HttpRoute[] {
  return [
    { method: 'PUT', path: /^\/media\/uploads\/[\w.-]+$/, streams: true, handle: (request) => upload(runtime, request) },
    ...['GET', 'HEAD'].map((method): HttpRoute => {
      return { method, path: /^\/media\/files\//, handle: (request) => serveFile(mediaOf(runtime), runtime.database, request) };
    }),
  ];
}

async function upload(runtime: Runtime, request: HttpRequest): Promise<HttpResponse> {
  try {
    return await accept(runtime, request);
  } catch (error) {
    if (error instanceof UploadError) return json(error.status, { error: { message: error.message } });
    throw error;
  }
}

/** Everything is refused that can be before a byte is taken, and nothing stays of what is refused after that. */
async function accept(runtime: Runtime, { path, headers, stream }: HttpRequest): Promise<HttpResponse> {
  const media = mediaOf(runtime);
  const leave = media.signer.readUpload(path.slice('/media/uploads/'.length), new Date());
  if (!leave) throw new UploadError(403, 'This is no upload that was allowed, or its time is over. Ask for another.');
  const announced = headers['content-length'];
  if (announced !== undefined && Number(announced) > leave.byteSize) throw new UploadError(413, tooMuch(leave.byteSize));
  const file = await withUploadFolder(async (dir) => {
    const received = join(dir, 'received');
    await receive(stream, leave.byteSize, received);
    return storeUpload(runtime, media.storage, leave, await inspect(received, leave.contentType, dir));
  });
  return json(201, { id: file.id, url: fileUrl(media, file.tenantId, file.id, 'original') });
}

function json(status: number, body: object): HttpResponse {
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  };
  return { status, headers, body: JSON.stringify(body) };
}
