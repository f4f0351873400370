import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, freePort, REPOSITORY, startProcess, type TestProcess } from '@tessera/testkit';
import { FIXTURE, fixtureSupergraph } from './fixture-graph.ts';
import { startSubgraph } from './subgraph-server.ts';

/** The gateway in a process of its own, open to everyone, in front of the fixture's subgraphs. */
export interface GatewayProcess {
  readonly program: TestProcess;
  readonly port: number;
  stop(): Promise<void>;
}

/** @param settings of the gateway's environment, e.g. `TESSERA_OVERLOAD_DELAY_MS` */
export async function startGatewayProcess(settings: NodeJS.ProcessEnv): Promise<GatewayProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'tessera-gateway-'));
  const supergraph = join(folder, 'supergraph.graphql');
  await writeFile(supergraph, fixtureSupergraph());
  const subgraphs = await Promise.all(FIXTURE.map((each) => startSubgraph(each, null)));
  const port = await freePort();
  const addresses = FIXTURE.flatMap(({ name }, at) => ['--subgraph', `${name}=${subgraphs[at]!.url}`]);
  const args = ['tools/gateway.ts', '--supergraph', supergraph, '--open', '--port', String(port), ...addresses];
  const program = startProcess(args, { PATH: process.env['PATH'], ...settings }, REPOSITORY);
  const stop = async () => {
    await program.stop('SIGKILL');
    await Promise.all(subgraphs.map((each) => each.stop()));
    await rm(folder, { recursive: true });
  };
  await eventually(async () => program.output().includes('Ctrl-C stops it'), { describe: () => program.output() }).catch(
    async (error: unknown) => {
      await stop();
      throw error;
    },
  );
  return { program, port, stop };
}
