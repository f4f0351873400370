import {
  descendantsOf,
  environmentOf,
  eventually,
  freePort,
  listSubgraphNames,
  REPOSITORY,
  startFaultProxy,
  startProcess,
  type FaultProxy,
  type TestProcess,
  type TestTessera,
} from '@tessera/testkit';

/** A gateway whose way to each subgraph leads through a proxy that can break it. */
export interface GatewayBehindProxies {
  readonly endpoint: string;
  readonly process: TestProcess;
  /** By subgraph. */
  readonly proxies: Readonly<Record<string, FaultProxy>>;
  stop(): Promise<void>;
}

/**
 * Starts one more gateway for the services of a system whose parts run in processes of their own: with the settings of
 * the gateway that is there, as a replica has them, but for port and addresses. Nobody starts it again if it ends.
 */
export async function startGatewayBehindProxies(tessera: TestTessera): Promise<GatewayBehindProxies> {
  const first = descendantsOf(tessera.process.child.pid!).find(({ command }) => command.endsWith('gateway/src/main.ts'));
  if (!first) throw new Error('The system has no gateway in a process of its own: start it with --separate.');
  const settings = environmentOf(first.pid);
  const addresses = readPairs(settings['TESSERA_SUBGRAPHS'] ?? '');
  const proxies: Record<string, FaultProxy> = {};
  for (const name of listSubgraphNames()) {
    proxies[name] = await startFaultProxy({ port: await freePort(), target: Number(new URL(addresses[name]!).port) });
  }
  const throughProxies = Object.entries(proxies).map(([name, { port }]) => `${name}=http://127.0.0.1:${port}/graphql`);
  const port = await freePort();
  const env = {
    ...settings,
    PORT: String(port),
    TESSERA_SUBGRAPHS: throughProxies.join(','),
    // One caller asks more here than a person would.
    TESSERA_RATE_USER: 'off',
  };
  const gateway = startProcess(['gateway/src/main.ts'], env, REPOSITORY);
  const origin = `http://127.0.0.1:${port}`;
  const stop = async () => {
    await gateway.stop();
    await Promise.all(Object.values(proxies).map((proxy) => proxy.close()));
  };
  await eventually(async () => (await fetch(`${origin}/health/ready`)).ok, {
    describe: () => `The gateway did not become ready:\n${gateway.output()}`,
  }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { endpoint: `${origin}/graphql`, process: gateway, proxies, stop };
}

const readPairs = (text: string): Record<string, string> =>
  Object.fromEntries(text.split(',').map((pair) => pair.split(/=(.*)/s, 2) as [string, string]));
