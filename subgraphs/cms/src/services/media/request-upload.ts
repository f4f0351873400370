import { badInput } from '@tessera/errors';
import { parseInput } from '@tessera/subgraph';
import { v7 as uuid } from 'uuid';
import { mediaUpload, type MediaUploadInput } from '../../domain/media.ts';
import { writerOf, type Scope } from '../scope.ts';

const MINUTES_10_MS = 10 * 60 * 1000;

/** Leave to upload one file, as the graph tells it. */
export interface MediaUpload {
  readonly mediaId: string;
  readonly url: string;
  readonly method: string;
  readonly headers: { name: string; value: string }[];
  readonly expiresAt: Date;
}

/**
 * Size and type are part of what is signed. Nothing is kept of it, no room either: that is taken when the file has come.
 * @throws AppError BAD_USER_INPUT; PLAN_LIMIT_REACHED
 */
export async function requestUpload(scope: Scope, input: MediaUploadInput): Promise<MediaUpload> {
  const { tenantId, userId } = writerOf(scope);
  const { alt = null, ...file } = parseInput(mediaUpload, input);
  const { settings, signer } = scope.media;
  if (file.byteSize > settings.maxBytes) {
    throw badInput('input.byteSize', `\`input.byteSize\`: At most ${settings.maxBytes} bytes can be uploaded. Make the file smaller.`);
  }
  await scope.limits.within(tenantId, 'media_bytes', async (limit) => {
    if (limit) await scope.db.transaction((tx) => limit.hold(tx, file.byteSize));
  });
  const mediaId = uuid();
  const expiresAt = new Date(Date.now() + MINUTES_10_MS);
  const token = signer.signUpload({ ...file, alt, tenantId, userId, mediaId, expiresAt: expiresAt.getTime() });
  // Always on the endpoint's own host: what stands before files may be a cache that takes nothing in.
  const url = `/media/uploads/${token}`;
  return { mediaId, url, method: 'PUT', headers: [{ name: 'content-type', value: file.contentType }], expiresAt };
}
