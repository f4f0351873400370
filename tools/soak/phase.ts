import { eventually, FAULTS } from '@tessera/testkit';
import type { Load } from './load.ts';
import { row } from './report.ts';
import { takeSample, type Sample } from './sample.ts';
import type { SoakedSystem } from './system.ts';

/** A stretch of the soak in which every ten seconds are alike, so that what is held after them can be compared. */
export interface Phase {
  readonly name: string;
  /** Of the whole time. */
  readonly share: number;
  /** Operations that no cache knows, asked before it begins. */
  readonly fill: number;
  /** Whether each ten seconds begin with another supergraph, which brings its own plans and connections along. */
  readonly isReplaced: boolean;
}

/** More than the gateway keeps. */
const FILL = 2_500;

export const PHASES: readonly Phase[] = [
  { name: 'a supergraph that is replaced all the time', share: 0.4, fill: 0, isReplaced: true },
  { name: 'a supergraph that stays, with caches that are full', share: 0.6, fill: FILL, isReplaced: false },
];

const CALM_MS = 1_000;
const BROKEN_MS = 5_000;
const CALM_AGAIN_MS = 2_000;
const RECOVERED_WITHIN_MS = 10_000;

/** @returns what the gateway held after each cycle of load */
export async function runPhase(system: SoakedSystem, load: Load, phase: Phase, minutes: number): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  await load.fill(phase.fill);
  const startedAt = Date.now();
  for (let cycle = 0; Date.now() - startedAt < minutes * 60_000; cycle += 1) {
    if (phase.isReplaced) await system.replaceSupergraph();
    await runCycle(system, load, cycle);
    const sample = await takeSample(system.gateway);
    samples.push(sample);
    process.stdout.write(`${row((Date.now() - startedAt) / 60_000, load.tally, sample)}\n`);
  }
  return samples;
}

/** Load in calm, under a fault of one subgraph, and in calm again; then nothing, until all is well. */
async function runCycle({ proxies, gateway, forget }: SoakedSystem, load: Load, cycle: number): Promise<void> {
  const proxy = proxies[cycle % proxies.length];
  const fault = FAULTS[Math.floor(cycle / proxies.length) % FAULTS.length];
  if (!proxy || !fault) throw new Error('There is nothing to break.');
  await load.run(CALM_MS);
  await proxy.inject(fault);
  await load.run(BROKEN_MS);
  await proxy.heal();
  await load.run(CALM_AGAIN_MS);
  await eventually(() => load.isWhole(), {
    withinMs: RECOVERED_WITHIN_MS,
    describe: () => `The answers did not get whole again after ${fault}.`,
  });
  if (gateway.exitCode !== null || gateway.signalCode !== null) throw new Error('The gateway has ended.');
  forget();
}
