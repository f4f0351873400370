import { rm } from 'node:fs/promises';
import { choosePlace } from './place.ts';

/** Removes a data folder and its databases, which may lie outside it. The server must have been stopped. For tests. */
export async function removeDataFolder(dataDir: string): Promise<void> {
  const place = await choosePlace(dataDir).catch(() => null);
  if (place?.outside) await rm(place.home, { recursive: true, force: true });
  await rm(dataDir, { recursive: true, force: true });
}
