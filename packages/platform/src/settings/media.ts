import { join, resolve } from 'node:path';
import { z } from 'zod';
import { OperatorError } from '../operator-error.ts';
import { url, wholeNumber } from './kinds.ts';
import { readSettings } from './read-settings.ts';

/** Where the bytes of media lie. */
export type MediaStorageSettings =
  | {
      readonly kind: 'folder';
      /** Absolute. */
      readonly dir: string;
    }
  | {
      readonly kind: 's3';
      /** Of the service, without the bucket. */
      readonly endpoint: string;
      readonly bucket: string;
      readonly region: string;
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
    };

/** What the cms is told of media. */
export interface MediaSettings {
  /** The largest file that may be uploaded. */
  readonly maxBytes: number;
  /** Stands before the paths of files, not of uploads, in answers; empty where they are on the endpoint's own host. */
  readonly baseUrl: string;
  readonly storage: MediaStorageSettings;
}

const text = () => z.string({ error: 'is missing' });
const MIB = 1024 * 1024;

export const mediaShape = {
  TESSERA_MEDIA_MAX_BYTES: wholeNumber(1_024, 5_000 * MIB).default(25 * MIB).meta({
    description: 'The largest media file that may be uploaded, in bytes.',
  }),
  TESSERA_MEDIA_BASE_URL: url('http:', 'https:').optional().meta({
    description: 'Stands before `/media/files/…` in answers, for example a CDN before the endpoint. Unset: paths on its own host.',
    example: 'https://cdn.example.com',
  }),
  TESSERA_MEDIA_DIR: text().optional().meta({
    description: 'The folder where media files lie, unless they lie in S3; `media` in the data folder by default.',
    example: '/var/lib/tessera/media',
  }),
  TESSERA_MEDIA_S3_ENDPOINT: url('http:', 'https:').optional().meta({
    description: 'An S3-compatible service that keeps media files, in place of a folder.',
    example: 'https://s3.eu-central-1.amazonaws.com',
  }),
  TESSERA_MEDIA_S3_BUCKET: text().optional().meta({ description: 'The bucket there.', example: 'tessera-media' }),
  TESSERA_MEDIA_S3_REGION: text().default('us-east-1').meta({ description: 'Its region.' }),
  TESSERA_MEDIA_S3_ACCESS_KEY_ID: text().optional().meta({ description: 'Who writes there.', example: 'AKIA…' }),
  TESSERA_MEDIA_S3_SECRET_ACCESS_KEY: text().optional().meta({
    description: 'The secret of that key.',
    example: '<secret>',
    secret: true,
  }),
} as const;

/** What a container's environment passes on. */
export const MEDIA_NAMES: readonly string[] = Object.keys(mediaShape);

type Given = z.output<z.ZodObject<typeof mediaShape>>;

/** @throws OperatorError that tells every wrong setting at once */
export function readMediaSettings(env: NodeJS.ProcessEnv, dataDir: string): MediaSettings {
  return readMedia(readSettings(z.object(mediaShape), env), dataDir);
}

/** @throws OperatorError where S3 is named, and not all that it needs */
export function readMedia(given: Given, dataDir: string): MediaSettings {
  return {
    maxBytes: given.TESSERA_MEDIA_MAX_BYTES,
    baseUrl: given.TESSERA_MEDIA_BASE_URL?.replace(/\/+$/, '') ?? '',
    storage: readStorage(given, dataDir),
  };
}

function readStorage(given: Given, dataDir: string): MediaStorageSettings {
  const {
    TESSERA_MEDIA_S3_ENDPOINT: endpoint,
    TESSERA_MEDIA_S3_BUCKET: bucket,
    TESSERA_MEDIA_S3_REGION: region,
    TESSERA_MEDIA_S3_ACCESS_KEY_ID: accessKeyId,
    TESSERA_MEDIA_S3_SECRET_ACCESS_KEY: secretAccessKey,
  } = given;
  if (!endpoint) return { kind: 'folder', dir: resolve(given.TESSERA_MEDIA_DIR ?? join(dataDir, 'media')) };
  if (bucket && accessKeyId && secretAccessKey) {
    return { kind: 's3', endpoint: endpoint.replace(/\/+$/, ''), bucket, region, accessKeyId, secretAccessKey };
  }
  throw new OperatorError(
    'TESSERA_MEDIA_S3_ENDPOINT needs TESSERA_MEDIA_S3_BUCKET, TESSERA_MEDIA_S3_ACCESS_KEY_ID and TESSERA_MEDIA_S3_SECRET_ACCESS_KEY.',
  );
}

/** The other way round: the environment of the cms's own process. */
export function mediaEnvironment({ maxBytes, baseUrl, storage }: MediaSettings): Record<string, string | undefined> {
  return {
    TESSERA_MEDIA_MAX_BYTES: String(maxBytes),
    TESSERA_MEDIA_BASE_URL: baseUrl || undefined,
    ...(storage.kind === 'folder'
      ? { TESSERA_MEDIA_DIR: storage.dir }
      : {
          TESSERA_MEDIA_S3_ENDPOINT: storage.endpoint,
          TESSERA_MEDIA_S3_BUCKET: storage.bucket,
          TESSERA_MEDIA_S3_REGION: storage.region,
          TESSERA_MEDIA_S3_ACCESS_KEY_ID: storage.accessKeyId,
          TESSERA_MEDIA_S3_SECRET_ACCESS_KEY: storage.secretAccessKey,
        }),
  };
}
