import { REPOSITORY } from './places.ts';
import { descendantsOf, environmentOf } from './process-tree.ts';
import { eventually, startProcess, type TestProcess } from './processes.ts';
import { freePort, type TestTessera } from './tessera.ts';

/** One more gateway of a system, which nobody starts again if it ends. */
export interface AnotherGateway extends AsyncDisposable {
  readonly endpoint: string;
  readonly process: TestProcess;
  stop(): Promise<void>;
}

/** The settings of the gateway of a system whose parts run in processes of their own (`--separate`). */
export function gatewaySettingsOf(tessera: TestTessera): NodeJS.ProcessEnv {
  const first = descendantsOf(tessera.process.child.pid!).find(({ command }) => command.endsWith('gateway/src/main.ts'));
  if (!first) throw new Error('The system has no gateway in a process of its own: start it with --separate.');
  return environmentOf(first.pid);
}

/** Starts it with the settings of the gateway that is there, as a replica has them, but for its port and `changes`. */
export async function startAnotherGateway(tessera: TestTessera, changes: NodeJS.ProcessEnv = {}): Promise<AnotherGateway> {
  const port = await freePort();
  const env = { ...gatewaySettingsOf(tessera), PORT: String(port), ...changes };
  const gateway = startProcess(['gateway/src/main.ts'], env, REPOSITORY);
  const origin = `http://127.0.0.1:${port}`;
  const stop = async () => void (await gateway.stop());
  await eventually(async () => (await fetch(`${origin}/health/ready`)).ok, {
    describe: () => `The gateway did not become ready:\n${gateway.output()}`,
  }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { endpoint: `${origin}/graphql`, process: gateway, stop, [Symbol.asyncDispose]: stop };
}
