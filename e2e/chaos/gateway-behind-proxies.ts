import {
  freePort,
  gatewaySettingsOf,
  listSubgraphNames,
  startAnotherGateway,
  startFaultProxy,
  type AnotherGateway,
  type FaultProxy,
  type TestTessera,
} from '@tessera/testkit';

/** A gateway whose way to each subgraph leads through a proxy that can break it. */
export interface GatewayBehindProxies extends AnotherGateway {
  /** By subgraph. */
  readonly proxies: Readonly<Record<string, FaultProxy>>;
}

/** Starts one more gateway for the services of a system whose parts run in processes of their own. */
export async function startGatewayBehindProxies(tessera: TestTessera): Promise<GatewayBehindProxies> {
  const addresses = readPairs(gatewaySettingsOf(tessera)['TESSERA_SUBGRAPHS'] ?? '');
  const proxies: Record<string, FaultProxy> = {};
  for (const name of listSubgraphNames()) {
    proxies[name] = await startFaultProxy({ port: await freePort(), target: Number(new URL(addresses[name]!).port) });
  }
  const closeProxies = () => Promise.all(Object.values(proxies).map((proxy) => proxy.close()));
  const throughProxies = Object.entries(proxies).map(([name, { port }]) => `${name}=http://127.0.0.1:${port}/graphql`);
  const changes = {
    TESSERA_SUBGRAPHS: throughProxies.join(','),
    // One caller asks more here than a person would.
    TESSERA_RATE_USER: 'off',
    TESSERA_RATE_TENANT: 'off',
  };
  const gateway = await startAnotherGateway(tessera, changes).catch(async (error: unknown) => {
    await closeProxies();
    throw error;
  });
  const stop = async () => {
    await gateway.stop();
    await closeProxies();
  };
  return { ...gateway, proxies, stop, [Symbol.asyncDispose]: stop };
}

const readPairs = (text: string): Record<string, string> =>
  Object.fromEntries(text.split(',').map((pair) => pair.split(/=(.*)/s, 2) as [string, string]));
