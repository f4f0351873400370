import type { MediaSettings } from '@tessera/platform';
import type { SubgraphRuntime } from '@tessera/subgraph';
import type { PrismaClient } from '../../../../prisma/cms/client/client.ts';
import { createSigner, type MediaSigner } from './signatures.ts';
import { openStorage, type MediaStorage } from './storage.ts';

/** What uploads and files need, for the life of the process. */
export interface Media {
  readonly settings: MediaSettings;
  readonly storage: MediaStorage;
  readonly signer: MediaSigner;
}

const opened = new WeakMap<object, Media>();

/** The process's own, made when it is first asked for. @throws Error where the process was not told about media */
export function mediaOf(runtime: SubgraphRuntime<PrismaClient>): Media {
  const known = opened.get(runtime);
  if (known) return known;
  const { media: settings, keyring } = runtime.settings;
  if (!settings || !keyring.encryption) throw new Error('The cms was started without settings of media or without its keyring.');
  const media = openMedia(settings, keyring.encryption);
  opened.set(runtime, media);
  return media;
}

export function openMedia(settings: MediaSettings, encryption: string): Media {
  return { settings, storage: openStorage(settings.storage), signer: createSigner(encryption) };
}

/** Where a file, or a rendition of it, is read. */
export function fileUrl({ settings, signer }: Media, tenantId: string, mediaId: string, variant: string): string {
  const path = `${tenantId}/${mediaId}/${variant}`;
  return `${settings.baseUrl}/media/files/${path}/${signer.signFile(path)}`;
}
