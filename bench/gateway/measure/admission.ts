import { join } from 'node:path';
import type { AdmissionCost, AdmissionQuestion } from '../gateways/admission.ts';
import { BENCHMARK_GRAPH } from '../graph/benchmark-graph.ts';
import type { Progress } from '../report/progress.ts';
import type { Rig } from './rig.ts';
import { OPERATIONS, type Operation } from './speed.ts';
import { median } from './statistics.ts';

export type AdmissionCosts = Readonly<Record<Operation['name'], AdmissionCost>>;

const PROGRAM = join(import.meta.dirname, '../gateways/admission.ts');
const RUNS = 3;

/** What identity, gate and limits cost on a known document, by running these steps alone; medians of a few processes. */
export async function measureAdmission(rig: Rig, progress: Progress): Promise<AdmissionCosts> {
  const costs = { heavy: [] as AdmissionCost[], 'one-subgraph': [] as AdmissionCost[] };
  progress.expect(OPERATIONS.length * RUNS);
  for (let run = 1; run <= RUNS; run += 1) {
    for (const { name, query } of OPERATIONS) {
      progress.step(`identity, gate and limits: ${name}, run ${run} of ${RUNS}`);
      const child = await rig.startProgram({ program: PROGRAM, variant: 'admission' }, BENCHMARK_GRAPH);
      const question: AdmissionQuestion = { query, authorizations: rig.issuer.authorizations() };
      costs[name].push(await child.ask<AdmissionCost>('measure', question));
      await child.stop();
    }
  }
  return { heavy: middle(costs.heavy), 'one-subgraph': middle(costs['one-subgraph']) };
}

function middle(costs: readonly AdmissionCost[]): AdmissionCost {
  const of = (key: keyof AdmissionCost) => median(costs.map((cost) => cost[key]));
  return { identity: of('identity'), gateAndLimits: of('gateAndLimits'), firstSight: of('firstSight') };
}
