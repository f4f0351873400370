import { CONTENDERS, OURS, STOCK } from './gateways/contenders.ts';
import { measureAdmission } from './measure/admission.ts';
import { measureGrowth } from './measure/growth.ts';
import { measureMemory, type MemorySeries } from './measure/memory.ts';
import { startRig, type Rig } from './measure/rig.ts';
import { measureSpeed } from './measure/speed.ts';
import { readOptions, type BenchOptions } from './options.ts';
import { admissionReport, writeAdmission } from './report/admission-report.ts';
import { growthReport, writeGrowth } from './report/growth-report.ts';
import { describeMachine, type Machine } from './report/machine.ts';
import { memoryReport, writeMemory } from './report/memory-report.ts';
import { writeResults } from './report/page.ts';
import { showProgress, type Progress } from './report/progress.ts';
import { protectionMicroseconds, speedReport, writeSpeed } from './report/speed-report.ts';

interface Bench {
  readonly rig: Rig;
  readonly options: BenchOptions;
  readonly machine: Machine;
  readonly progress: Progress;
}

/** `npm run bench:gateway`: measures what was asked for, prints it, and writes docs/benchmarks.md unless it was quick. */
export async function benchGateway(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  const progress = showProgress();
  const rig = await startRig();
  const bench: Bench = { rig, options, machine: describeMachine(), progress };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void rig.stop().finally(() => process.exit(1)));
  }
  try {
    if (options.parts.has('speed')) await benchSpeedAndAdmission(bench);
    if (options.parts.has('growth')) await benchGrowth(bench);
    if (options.parts.has('memory')) await benchMemory(bench);
  } finally {
    progress.end();
    await rig.stop();
  }
}

async function benchSpeedAndAdmission({ rig, options, machine, progress }: Bench): Promise<void> {
  const contenders = options.only ?? CONTENDERS;
  const firstWarmUpSeconds = options.quick ? 1 : 5;
  const speed = await measureSpeed(rig, { ...options.speed, contenders, firstWarmUpSeconds }, progress);
  const report = speedReport(speed, machine, howOften(options.speed));
  progress.end();
  for (const [name, section] of report) print(name, section);
  keep(options, 'speed', { machine, speed }, () => writeSpeed(speed, report));

  const costs = await measureAdmission(rig, progress);
  const admission = admissionReport(costs, protectionMicroseconds(speed), machine);
  progress.end();
  print('identity, gate and limits', admission);
  keep(options, 'admission', { machine, costs }, () => writeAdmission(admission));
}

async function benchGrowth({ rig, options, machine, progress }: Bench): Promise<void> {
  const contenders = options.only ?? CONTENDERS.filter(({ name }) => name === STOCK || name === OURS);
  const points = await measureGrowth(rig, { ...options.growth, contenders }, progress);
  const report = growthReport(points, machine, howOften(options.growth));
  progress.end();
  print('growth', report);
  keep(options, 'growth', { machine, points }, () => writeGrowth(points, report));
}

async function benchMemory({ rig, options, machine, progress }: Bench): Promise<void> {
  const contenders = options.only ?? CONTENDERS.filter(({ name }) => name === OURS);
  const memory: MemorySeries[] = [];
  for (const contender of contenders) memory.push(await measureMemory(rig, contender, options.memoryMinutes, progress));
  const report = memoryReport(memory, machine, `${options.memoryMinutes} minutes, 8 connections`);
  progress.end();
  print('memory', report);
  keep(options, 'memory', { machine, memory }, () => writeMemory(memory, report));
}

function howOften({ rounds, seconds }: BenchOptions['speed']): string {
  return rounds === 1 ? `one round of ${seconds} s` : `${rounds} interleaved rounds of ${seconds} s, medians`;
}

function print(title: string, section: string): void {
  process.stdout.write(`\n${title}\n\n${section}\n`);
}

/** A quick run, and one of some gateways alone, must not replace what the page says of all of them. */
function keep({ quick, only }: BenchOptions, name: string, results: unknown, writePage: () => void): void {
  const isForTheEye = quick || only !== null;
  writeResults(isForTheEye ? `quick-${name}` : name, results);
  if (!isForTheEye) writePage();
}
