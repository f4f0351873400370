import { parseArgs } from 'node:util';
import { GRAPHS } from '../gateway/test/differential/all-graphs.ts';
import { runCampaign } from '../gateway/test/differential/campaign.ts';
import { compose, type Composed } from '../gateway/test/differential/composed.ts';
import { Coverage } from '../gateway/test/differential/features/coverage.ts';
import { createEngineContestant } from '../gateway/test/differential/contestants/engine.ts';
import { createStockContestant } from '../gateway/test/differential/contestants/stock.ts';
import { CORNER_CASES } from '../gateway/test/differential/corner-cases.ts';
import { readOperation } from '../gateway/test/differential/generate/operation.ts';
import { describeDisagreement, tryOperation } from '../gateway/test/differential/trial.ts';

const USAGE = `npm run fuzz:gateway -- [--count 50000] [--seed 1] [--graph shop] [--against stock] [--most 20] [--whole] [--cases]

Holds the gateway's engine to one graphql-js server over the same data, on generated operations with and without faults.
--count    operations, shared among the graphs (${GRAPHS.map(({ name }) => name).join(', ')})
--seed     the same seed makes the same operations
--graph    one graph only
--against  stock: tries @apollo/gateway's executor instead of the engine
--most     ends after so many disagreements
--whole    shows operations as they were made, and does not take the time to make them small
--cases    the corner cases that have a name, instead of generated operations`;

/** Exit code 1 where a disagreement was found. */
async function main(): Promise<void> {
  const options = readOptions();
  const graphs = GRAPHS.filter(({ name }) => !options.graph || name === options.graph);
  if (graphs.length === 0) throw new Error(`There is no graph ${String(options.graph)}.\n${USAGE}`);
  if (options.cases) return tryCases(options.against);
  const startedAt = performance.now();
  const share = Math.ceil(options.count / graphs.length);
  const total = new Map<string, number>();
  let [done, found, tooHard] = [0, 0, 0];
  for (const graph of graphs) {
    const composed = compose(graph);
    const contestant = await createContestant(composed, options.against);
    const [before, tooHardBefore] = [done, tooHard];
    const coverage = new Coverage(composed);
    const disagreements = await runCampaign({
      composed,
      contestant,
      count: share,
      seed: options.seed,
      mostDisagreements: options.most - found,
      isWhole: options.whole,
      onTrial: (trial) => coverage.add(trial),
      onTooHard: () => void (tooHard += 1),
      onProgress(operations) {
        done = before + operations;
        showProgress(`${graph.name}: ${done} of ${share * graphs.length} operations, ${found} disagreements`);
      },
      onDisagreement(disagreement) {
        found += 1;
        process.stdout.write(`\n── disagreement ${found}, seed ${options.seed}\n${describeDisagreement(disagreement)}\n\n`);
      },
    });
    await contestant.close();
    for (const [feature, count] of coverage.counts) total.set(feature, (total.get(feature) ?? 0) + count);
    const untried = tooHard - tooHardBefore;
    process.stdout.write(
      `\r\x1b[2K${graph.name}: ${done - before} operations, ${untried} too hard to plan, ${disagreements.length} disagreements\n`,
    );
  }
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  process.stdout.write(`${done} operations in ${seconds} s under seed ${options.seed}: ${found} disagreements.\n`);
  process.stdout.write(`${tooHard} of them the gateway refuses to plan (planningMs, planningMegabytes); they were not tried.\n`);
  process.stdout.write(`Runs that touched each feature:\n${tableOf(total)}`);
  if (found > 0) process.exitCode = 1;
}

async function tryCases(against: string): Promise<void> {
  let agreed = 0;
  for (const graph of GRAPHS) {
    const composed = compose(graph);
    const contestant = await createContestant(composed, against);
    for (const { name, query, variables, faults = [], down = [] } of CORNER_CASES.filter((each) => each.graph === graph)) {
      const operation = readOperation(composed.apiSchema, query, variables);
      const disagreement = await tryOperation(composed, contestant, operation, { faults, down });
      if (!disagreement) agreed += 1;
      const why = disagreement?.differences.map((each) => `\n    ${each.split('\n', 1).join()}`).join('') ?? '';
      process.stdout.write(`${disagreement ? '✗' : '✓'} ${graph.name}: ${name}${why}\n`);
    }
    await contestant.close();
  }
  process.stdout.write(`${against} agrees in ${agreed} of ${CORNER_CASES.length} corner cases.\n`);
  if (agreed < CORNER_CASES.length) process.exitCode = 1;
}

function tableOf(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([feature, count]) => `${String(count).padStart(8)}  ${feature}\n`).join('');
}

function createContestant(composed: Composed, against: string) {
  return against === 'stock' ? createStockContestant(composed) : createEngineContestant(composed);
}

/** On a terminal one line that counts; elsewhere the summary says enough. */
function showProgress(line: string): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[2K${line}`);
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '50000' },
      seed: { type: 'string', default: '1' },
      most: { type: 'string', default: '20' },
      graph: { type: 'string' },
      against: { type: 'string', default: 'engine' },
      whole: { type: 'boolean', default: false },
      cases: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    process.exit(0);
  }
  const [count, seed, most] = [values.count, values.seed, values.most].map((text) => {
    const number = Number(text);
    if (!Number.isSafeInteger(number) || number < 0) throw new Error(`${text} is no whole number.\n${USAGE}`);
    return number;
  });
  return { ...values, count: count ?? 0, seed: seed ?? 1, most: most ?? 20 };
}

await main();
