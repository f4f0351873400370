import { unwatchFile, watchFile, type StatsListener } from 'node:fs';
import type { Logger } from 'pino';

const LOOK_EVERY_MS = 500;

export interface WatchOptions {
  readonly paths: readonly string[];
  /** Reads the files and puts them to use; what it throws is told, and what was in use stays. */
  apply(): Promise<void>;
  readonly log: Logger;
}

/**
 * Calls `apply` whenever one of the files has changed. It looks at the files every half second instead of being told by
 * the system: a mounted configuration is replaced by way of links, of which a watcher of the file is not told.
 */
export function watchFiles({ paths, apply, log }: WatchOptions): { stop(): Promise<void> } {
  let applying: Promise<void> = Promise.resolve();
  let queued = false;
  const changed: StatsListener = (now, before) => {
    const isSame = now.mtimeMs === before.mtimeMs && now.size === before.size && now.ino === before.ino;
    // A file that is gone is about to be replaced.
    if (isSame || now.nlink === 0 || queued) return;
    queued = true;
    applying = applying.then(async () => {
      queued = false;
      await apply().then(
        () => log.info({ paths }, 'a changed file is in use'),
        (error: unknown) => log.error({ err: error, paths }, 'a changed file cannot be used: what was read before stays'),
      );
    });
  };
  for (const path of paths) watchFile(path, { interval: LOOK_EVERY_MS }, changed);
  return {
    async stop() {
      for (const path of paths) unwatchFile(path, changed);
      await applying;
    },
  };
}
