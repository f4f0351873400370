import { isOperatorError, readGatewaySettings } from '@tessera/platform';
import { startGateway } from './start-gateway.ts';

/**
 * Runs the gateway as this process: settings from the environment, until SIGTERM or SIGINT, which drain it.
 * What an operator can put right is told in one sentence, with exit code 1.
 */
async function runGateway(): Promise<void> {
  try {
    const running = await startGateway(readGatewaySettings());
    const stop = () => void running.stop().then(() => process.exit(0));
    process.once('SIGTERM', stop).once('SIGINT', stop);
    // Whoever started this process cannot tell by its port alone: another program may listen there.
    process.send?.('listening');
    process.stdout.write(`gateway is ready on http port ${running.port}\n`);
  } catch (error) {
    process.stderr.write(`${isOperatorError(error) ? error.message : String((error as Error)?.stack ?? error)}\n`);
    process.exit(1);
  }
}

await runGateway();
