import { cpuSeconds } from '../gateway/process/usage.ts';
import type { Way } from './ways.ts';

/** Of one way in one round; the CPU is of a whole process, per call, in microseconds. */
export interface Measure {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly callerCpuUs: number;
  readonly calleeCpuUs: number;
}

/** Asks for so long, with so many questions under way at any time. */
export async function measure(way: Way, seconds: number, atOnce: number): Promise<Measure> {
  const times: number[] = [];
  const [started, ownCpu, calleeCpu] = [performance.now(), process.cpuUsage(), cpuSeconds(way.calleePid)];
  const end = started + seconds * 1_000;
  const askUntilEnd = async () => {
    for (let asked = performance.now(); asked < end; asked = performance.now()) {
      await way.ask();
      times.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, askUntilEnd));
  const tookMs = performance.now() - started;
  const { user, system } = process.cpuUsage(ownCpu);
  const calleeUs = (cpuSeconds(way.calleePid) - calleeCpu) * 1e6;
  times.sort((a, b) => a - b);
  const quantile = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return {
    perSecond: (times.length / tookMs) * 1_000,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    callerCpuUs: (user + system) / times.length,
    calleeCpuUs: calleeUs / times.length,
  };
}

/** Of the rounds, each figure's own. */
export function median(measures: readonly Measure[]): Measure {
  const middle = (figure: keyof Measure) =>
    measures.map((each) => each[figure]).toSorted((a, b) => a - b)[Math.floor(measures.length / 2)] ?? 0;
  return {
    perSecond: middle('perSecond'),
    p50Ms: middle('p50Ms'),
    p99Ms: middle('p99Ms'),
    callerCpuUs: middle('callerCpuUs'),
    calleeCpuUs: middle('calleeCpuUs'),
  };
}
