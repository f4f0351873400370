import { isOperatorError, readSubgraphSettings } from '@tessera/platform';
import type { AnySubgraph } from './definition.ts';
import { startSubgraph } from './start.ts';

/**
 * Runs one subgraph as this process: settings from the environment, until SIGTERM or SIGINT, which drain it.
 * What an operator can put right is told in one sentence, with exit code 1.
 */
export async function runSubgraph(definition: AnySubgraph): Promise<void> {
  try {
    const running = await startSubgraph(definition, readSubgraphSettings(definition.name));
    const stop = () => void running.stop().then(() => process.exit(0));
    process.once('SIGTERM', stop).once('SIGINT', stop);
    // Whoever started this process cannot tell by its port alone: another program may listen there.
    process.send?.('listening');
    process.stdout.write(`${running.name} is ready on http port ${running.httpPort}, rpc port ${running.rpcPort}\n`);
  } catch (error) {
    process.stderr.write(`${isOperatorError(error) ? error.message : String((error as Error)?.stack ?? error)}\n`);
    process.exit(1);
  }
}
