import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { descendantsOf } from '@tessera/testkit';

/** What a process holds while it does nothing. */
export interface Sample {
  /** JavaScript objects, after garbage collection. */
  readonly heapBytes: number;
  /** Buffers and the like, outside of V8's heap. */
  readonly externalBytes: number;
  readonly residentBytes: number;
  readonly sockets: number;
  readonly descriptors: number;
  readonly threads: number;
  /** That it has started. */
  readonly processes: number;
}

/** Linux alone tells what a process has open (proc_pid_fd(5)). */
export async function takeSample(gateway: ChildProcess): Promise<Sample> {
  gateway.send('sample');
  const [{ heapUsed, external }] = (await once(gateway, 'message')) as [NodeJS.MemoryUsage];
  const status = readFileSync(`/proc/${gateway.pid}/status`, 'utf8');
  const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
  const targets = readDescriptors(gateway.pid);
  return {
    heapBytes: heapUsed,
    externalBytes: external,
    residentBytes: field('VmRSS') * 1024,
    sockets: targets.filter((target) => target.startsWith('socket:')).length,
    descriptors: targets.length,
    threads: field('Threads'),
    processes: descendantsOf(gateway.pid ?? 0).length,
  };
}

function readDescriptors(pid: number | undefined): string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).flatMap((name) => {
    try {
      return [readlinkSync(`${folder}/${name}`)];
    } catch {
      // Closed in between.
      return [];
    }
  });
}
