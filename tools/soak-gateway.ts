import { inspect, parseArgs } from 'node:util';
import { isOperatorError, OperatorError } from '@tessera/platform';
import { Load } from './soak/load.ts';
import { PHASES, runPhase } from './soak/phase.ts';
import { heading, judgement } from './soak/report.ts';
import { startSystem } from './soak/system.ts';
import { judge, type Verdict } from './soak/verdict.ts';

const USAGE = `npm run soak:gateway [-- --minutes 30]

Runs the gateway under mixed load while its subgraphs break in turn and its supergraph is replaced, looks every ten
seconds what it holds when nothing is asked, and fails if that grows.`;

/** Exit code 1 where something grows. */
async function main(): Promise<void> {
  const minutes = readMinutes();
  if (process.platform !== 'linux') throw new OperatorError('What a process has open is told by Linux alone: run it there.');
  const system = await startSystem();
  const verdicts: Verdict[] = [];
  try {
    const load = new Load(system);
    for (const phase of PHASES) {
      print(`\nWith ${phase.name}:\n${heading()}`);
      const found = judge(await runPhase(system, load, phase, minutes * phase.share));
      print(found.map(judgement).join('\n'));
      verdicts.push(...found);
    }
    print(`\nRequests: ${Object.entries(load.tally).map(([kind, count]) => `${count} ${kind}`).join(', ')}.`);
  } finally {
    await system.stop();
  }
  if (!verdicts.every(({ isFlat }) => isFlat)) process.exitCode = 1;
}

function readMinutes(): number {
  const { values } = parseArgs({ options: { minutes: { type: 'string', default: '30' } } });
  const minutes = Number(values.minutes);
  if (minutes > 0) return minutes;
  throw new OperatorError(`${values.minutes} is no number of minutes.\n\n${USAGE}`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main().catch((error: unknown) => {
  process.stderr.write(`${isOperatorError(error) ? error.message : inspect(error)}\n`);
  process.exit(1);
});
