import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Burden } from './target-messages.ts';

const LOOK_EVERY_MS = 5;
const MEGABYTE = 1024 * 1024;
const PAGE = 4_096;

/** Watches the event loop and the memory of this process, which has to run with `--expose-gc`, on Linux. */
export class BurdenWatch {
  readonly #timer: NodeJS.Timeout;
  readonly #heldBefore: number;
  readonly #residentBefore: number;
  readonly #plannerBefore: number;
  #blockMs = 0;
  #blockWallMs = 0;
  #peak = 0;
  #plannerPeak = 0;
  #lastCpu: number;
  #lastWall: number;

  constructor() {
    collectGarbage();
    this.#heldBefore = held();
    this.#residentBefore = process.memoryUsage.rss();
    this.#plannerBefore = plannerResident();
    this.#lastCpu = threadCpuMs();
    this.#lastWall = performance.now();
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  async end(): Promise<Burden> {
    // What the last turn did is seen in the next.
    await sleep(2 * LOOK_EVERY_MS);
    this.#look();
    clearInterval(this.#timer);
    collectGarbage();
    return {
      blockMs: this.#blockMs,
      blockWallMs: this.#blockWallMs,
      peakMegabytes: (this.#peak - this.#residentBefore) / MEGABYTE,
      plannerMegabytes: (this.#plannerPeak - this.#plannerBefore) / MEGABYTE,
      retainedMegabytes: (held() - this.#heldBefore) / MEGABYTE,
    };
  }

  #look(): void {
    const cpu = threadCpuMs();
    const wall = performance.now();
    this.#blockMs = Math.max(this.#blockMs, cpu - this.#lastCpu);
    this.#blockWallMs = Math.max(this.#blockWallMs, wall - this.#lastWall);
    this.#lastCpu = cpu;
    this.#lastWall = wall;
    this.#peak = Math.max(this.#peak, process.memoryUsage.rss());
    this.#plannerPeak = Math.max(this.#plannerPeak, plannerResident());
  }
}

function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/** The planner's is the one process that the gateway starts. */
function plannerResident(): number {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ').filter(Boolean);
  return children.reduce((sum, pid) => sum + residentOf(pid), 0);
}

/** https://man7.org/linux/man-pages/man5/proc_pid_statm.5.html */
function residentOf(pid: string): number {
  try {
    const [, pages = '0'] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
    return Number(pages) * PAGE;
  } catch {
    return 0;
  }
}

function held(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function collectGarbage(): void {
  if (!globalThis.gc) throw new Error('Run it with --expose-gc.');
  globalThis.gc();
}
