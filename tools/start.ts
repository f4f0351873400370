import { parseArgs } from 'node:util';
import { createSteps, isOperatorError, killServers, OperatorError, readSystemSettings } from '@tessera/platform';
import { loadDotEnv } from './command-line.ts';
import { killServices } from './start/child-service.ts';
import { describeSystem } from './start/report.ts';
import { startSystem } from './start/start-system.ts';
import { onStopSignal } from './start/stop-signals.ts';
import { createTeardown, StoppedError } from './start/teardown.ts';

/**
 * `npm start`: everything on this machine, until Ctrl-C. `npm start -- --separate` gives each service a process of its
 * own. What an operator can put right is told in one sentence, with exit code 1.
 */
const startedAt = Date.now();
const steps = createSteps();
const teardown = createTeardown();

onStopSignal(
  () => {
    steps.say('\nStopping: the gateway first, the database last. Ctrl-C again ends it at once.');
    void end(0);
  },
  () => {
    killServices();
    killServers();
    process.exit(130);
  },
);
process.once('uncaughtException', fail);

try {
  loadDotEnv();
  const separate = readArguments(process.argv.slice(2));
  const settings = readSystemSettings();
  const system = await startSystem({ settings, separate, steps, teardown });
  steps.say(describeSystem(system, settings, Date.now() - startedAt));
  await system.failed;
} catch (error) {
  if (!(error instanceof StoppedError)) fail(error);
}

function readArguments(args: string[]): boolean {
  try {
    return parseArgs({ args, options: { separate: { type: 'boolean', default: false } } }).values.separate;
  } catch (error) {
    throw new OperatorError(`${(error as Error).message}. The one option is \`npm start -- --separate\`.`);
  }
}

function fail(error: unknown): void {
  process.stderr.write(`\n${isOperatorError(error) ? error.message : String((error as Error)?.stack ?? error)}\n`);
  void end(1);
}

async function end(code: number): Promise<void> {
  try {
    await teardown.run();
  } catch (error) {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  }
  process.exit(code);
}
