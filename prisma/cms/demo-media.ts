import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DemoTenant, MediaSettings } from '@tessera/platform';
import sharp from 'sharp';
import { openStorage } from '../../subgraphs/cms/src/media/storage.ts';
import { demoId } from './demo-id.ts';

/** What the demo's pictures are called, and the two colours of each. */
export const DEMO_MEDIA = [
  ['morning', 'A field in the morning', '#f6c177', '#eb6f92'],
  ['harbour', 'A harbour', '#3e8fb0', '#9ccfd8'],
  ['forest', 'A forest', '#1f4d3a', '#7fb069'],
  ['desk', 'A desk by the window', '#dfdad9', '#907aa9'],
  ['rails', 'Rails into the distance', '#2a273f', '#c4a7e7'],
  ['market', 'A market in autumn', '#d7827e', '#f2e9e1'],
  ['bridge', 'A bridge over the river', '#56949f', '#286983'],
  ['night', 'The office at night', '#191724', '#31748f'],
  ['mara', 'Mara Lindqvist', '#b4637a', '#f6c177'],
  ['jonas', 'Jonas Ebert', '#286983', '#9ccfd8'],
  ['priya', 'Priya Nair', '#907aa9', '#ea9d34'],
  ['tom', 'Tom Achterberg', '#575279', '#7fb069'],
] as const;

const [WIDTH, HEIGHT] = [240, 160];

export interface Picture {
  readonly name: string;
  readonly alt: string;
  readonly png: Buffer;
  readonly thumb: Buffer;
}

export const demoMediaId = (tenant: DemoTenant, index: number): string => demoId(tenant, `media ${index}`);
const storageKeyOf = (tenant: DemoTenant, index: number) => `${tenant.id}/${demoMediaId(tenant, index)}-demo`;

/** Draws them: a horizon and a sun, each time the same. */
export function drawDemoMedia(): Promise<Picture[]> {
  return Promise.all(
    DEMO_MEDIA.map(async ([name, alt, sky, ground], index) => {
      const sun = `<circle cx="${40 + index * 14}" cy="${50 + (index % 4) * 12}" r="18" fill="#fffaf3"/>`;
      const hill = `<path d="M0 110 Q60 ${80 + index * 4} 120 110 T240 110 V160 H0 Z" fill="${ground}"/>`;
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}"><rect width="100%" height="100%" fill="${sky}"/>${sun}${hill}</svg>`;
      const png = await sharp(Buffer.from(svg)).png().toBuffer();
      return { name, alt, png, thumb: await sharp(png).webp({ quality: 80 }).toBuffer() };
    }),
  );
}

/** Puts their bytes into the storage, under keys that are the same each time. */
export async function storeDemoMedia({ storage: settings }: MediaSettings, tenant: DemoTenant, pictures: readonly Picture[]): Promise<void> {
  const storage = openStorage(settings);
  const dir = await mkdtemp(join(tmpdir(), 'tessera-demo-media-'));
  const put = async (key: string, bytes: Buffer, contentType: string) => {
    const path = join(dir, key.replaceAll('/', '-'));
    await writeFile(path, bytes);
    await storage.put(key, path, contentType);
  };
  try {
    for (const [index, { png, thumb }] of pictures.entries()) {
      await put(`${storageKeyOf(tenant, index)}/original`, png, 'image/png');
      await put(`${storageKeyOf(tenant, index)}/thumb`, thumb, 'image/webp');
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Their rows. */
export function demoMediaRows(tenant: DemoTenant, pictures: readonly Picture[]) {
  const ownerId = tenant.members.find(({ role }) => role === 'OWNER')?.userId ?? tenant.id;
  return pictures.map(({ name, alt, png, thumb }, index) => ({
    tenantId: tenant.id,
    id: demoMediaId(tenant, index),
    ownerId,
    fileName: `${name}.png`,
    alt,
    contentType: 'image/png',
    byteSize: png.length,
    width: WIDTH,
    height: HEIGHT,
    storageKey: storageKeyOf(tenant, index),
    renditions: [{ name: 'thumb', width: WIDTH, height: HEIGHT, byteSize: thumb.length }],
  }));
}
