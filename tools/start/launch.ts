import { startChildService } from './child-service.ts';
import type { Plan } from './plan.ts';
import { gatewayEnvironment, subgraphEnvironment } from './process-environment.ts';
import { originOf, waitUntilReady } from './wait-until-ready.ts';

/** Something that runs, in this process or in one of its own. */
export interface Running {
  /** Rejects when it ended and cannot be started again. */
  readonly failed?: Promise<never>;
  stop(): Promise<void>;
}

/** Starts the parts of a system, each until it is ready; the code and the signatures are the same either way. */
export interface Launcher {
  startSubgraph(settings: Plan['subgraphs'][number]): Promise<Running>;
  startGateway(settings: Plan['gateway']): Promise<Running>;
}

/** Everything in this process, which saves memory and time. */
export const inThisProcess: Launcher = {
  async startSubgraph(settings) {
    const [{ startSubgraph }, { subgraph }] = await Promise.all([
      import('@tessera/subgraph'),
      import(`../../subgraphs/${settings.name}/src/index.ts`) as Promise<{ subgraph: Parameters<StartSubgraph>[0] }>,
    ]);
    return startSubgraph(subgraph, settings);
  },
  async startGateway(settings) {
    const { startGateway } = await import('../../gateway/src/index.ts');
    const gateway = await startGateway(settings);
    try {
      await waitUntilReady('The gateway', `${originOf(settings.host, settings.port)}/health/ready`);
      return gateway;
    } catch (error) {
      await gateway.stop();
      throw error;
    }
  },
};

type StartSubgraph = typeof import('@tessera/subgraph').startSubgraph;

/** Each part in a process of its own, as containers run them. */
export function inSeparateProcesses(say: (line: string) => void): Launcher {
  return {
    startSubgraph(settings) {
      const { name } = settings;
      const readyUrl = `${originOf(settings.host, settings.httpPort)}/health/ready`;
      const env = subgraphEnvironment(settings);
      return startChildService({ name, args: ['tools/serve.ts', name], env, readyUrl, say });
    },
    startGateway(settings) {
      const readyUrl = `${originOf(settings.host, settings.port)}/health/ready`;
      const env = gatewayEnvironment(settings);
      return startChildService({ name: 'gateway', args: ['gateway/src/main.ts'], env, readyUrl, say });
    },
  };
}
