import { startRig } from './measure/rig.ts';
import { measureSpeed, OPERATIONS } from './measure/speed.ts';
import { readOptions } from './options.ts';
import { describeMachine } from './report/machine.ts';
import { showProgress } from './report/progress.ts';
import { speedTable } from './report/speed-table.ts';

export async function benchGateway(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  const machine = describeMachine();
  const progress = showProgress();
  const rig = await startRig();
  try {
    const speed = await measureSpeed(rig, options, progress);
    progress.end();
    for (const { name } of OPERATIONS) process.stdout.write(`\n${name}\n\n${speedTable(speed, name, machine)}\n`);
  } finally {
    await rig.stop();
  }
}
