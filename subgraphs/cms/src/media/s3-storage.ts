import { openAsBlob } from 'node:fs';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { AwsClient } from 'aws4fetch';
import type { MediaStorageSettings } from '@tessera/platform';
import type { MediaStorage } from './storage.ts';

type S3Settings = Extract<MediaStorageSettings, { kind: 's3' }>;

/** Until the head of an answer, in milliseconds. How long its body takes is up to whoever reads it. */
const TIMEOUT_MS = 60_000;

/** Any service that speaks S3's protocol, addressed by path (`<endpoint>/<bucket>/<key>`). */
export function s3Storage({ endpoint, bucket, region, accessKeyId, secretAccessKey }: S3Settings): MediaStorage {
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 3 });
  const ask = async (method: string, key: string, init: RequestInit = {}) => {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(new Error(`The media storage did not answer ${method} ${key} in time.`)), TIMEOUT_MS);
    const address = `${endpoint}/${bucket}/${key}`;
    const response = await client.fetch(address, { ...init, method, signal: late.signal }).finally(() => clearTimeout(timer));
    if (response.ok || response.status === 404) return response;
    throw new Error(`The media storage answered ${response.status} to ${method} ${key}: ${(await response.text()).slice(0, 500)}`);
  };
  return {
    async put(key, path, contentType) {
      const body = await openAsBlob(path, { type: contentType });
      const response = await ask('PUT', key, { body, headers: { 'content-type': contentType } });
      await response.body?.cancel();
      if (response.status === 404) throw new Error(`The media storage has no bucket ${bucket}.`);
    },
    async read(key, range) {
      const response = await ask('GET', key, range && { headers: { range: `bytes=${range.start}-${range.end}` } });
      const isWhole = response.status === 200;
      if (response.ok && response.body && isWhole === (range === undefined)) return Readable.fromWeb(response.body as ReadableStream);
      await response.body?.cancel();
      if (response.ok) throw new Error(`The media storage answered ${response.status} to a request for ${range ? 'a range' : 'the whole'} of ${key}.`);
      return null;
    },
    async remove(key) {
      await (await ask('DELETE', key)).body?.cancel();
    },
  };
}
