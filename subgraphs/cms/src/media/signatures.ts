import { createHmac, hkdfSync, timingSafeEqual, type KeyObject, createSecretKey } from 'node:crypto';
import { z } from 'zod';

/** What an upload link says, and nobody can change. */
const uploadSchema = z.strictObject({
  tenantId: z.guid(),
  userId: z.guid(),
  mediaId: z.guid(),
  fileName: z.string(),
  contentType: z.string(),
  byteSize: z.int(),
  alt: z.string().nullable(),
  /** Milliseconds since the epoch. */
  expiresAt: z.int(),
});
export type UploadLeave = z.infer<typeof uploadSchema>;

/** Signs what is in the address of an upload or a file: whoever has the address has the leave, and no other. */
export interface MediaSigner {
  signUpload(leave: UploadLeave): string;
  /** Null for what was not signed here, and for what is over. */
  readUpload(token: string, now: Date): UploadLeave | null;
  /** Of one file's path, `<tenant>/<media>/<variant>`. Files never change, so it ends with the root key alone. */
  signFile(path: string): string;
  isSigned(path: string, signature: string): boolean;
}

/** @param encryption the service's own secret, from which this one's is derived */
export function createSigner(encryption: string): MediaSigner {
  const secret = Buffer.from(encryption, 'base64url');
  const keyFor = (purpose: string) => createSecretKey(Buffer.from(hkdfSync('sha256', secret, 'tessera/cms/v1', purpose, 32)));
  const [uploadKey, fileKey] = [keyFor('media-upload'), keyFor('media-file')];
  return {
    signUpload(leave) {
      const payload = Buffer.from(JSON.stringify(leave)).toString('base64url');
      return `${payload}.${mac(uploadKey, payload, 32)}`;
    },
    readUpload(token, now) {
      const [payload = '', signature = '', ...more] = token.split('.');
      if (more.length > 0 || !isSame(mac(uploadKey, payload, 32), signature)) return null;
      const leave = uploadSchema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
      return leave.expiresAt > now.getTime() ? leave : null;
    },
    signFile: (path) => mac(fileKey, path, 16),
    isSigned: (path, signature) => isSame(mac(fileKey, path, 16), signature),
  };
}

const mac = (key: KeyObject, text: string, bytes: number) =>
  createHmac('sha256', key).update(text).digest().subarray(0, bytes).toString('base64url');

function isSame(expected: string, given: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(given)];
  return one.length === other.length && timingSafeEqual(one, other);
}
