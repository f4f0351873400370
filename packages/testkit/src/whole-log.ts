import type { LogReader, LogTail } from '@tessera/events';
import { eventually } from './processes.ts';

/**
 * The whole of a log that nobody writes to, up to 5,000 events. A transaction anywhere on the server, another test
 * file's too, holds a log back for as long as it runs.
 */
export function readWholeLog(reader: LogReader): Promise<LogTail> {
  return eventually(async () => {
    const tail = await reader.tail({ limit: 5_000, waitMs: 0 });
    return tail.lagEvents === 0 && tail;
  });
}
