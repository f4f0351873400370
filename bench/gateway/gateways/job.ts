import { readFileSync } from 'node:fs';
import { answerParent } from '../process/channel.ts';

/** What a gateway is started with. All are given the same. */
export interface GatewayJob {
  readonly supergraphSdl: string;
  /** A rule for every field, for a gateway that has a gate. */
  readonly permissionsPath: string;
  readonly jwksUrl: string;
}

/**
 * Runs a gateway in this process: reads the job, starts, tells its port, and ends with the process that started it.
 * @param start resolves to the port on 127.0.0.1
 */
export function runGateway(start: (job: GatewayJob, variant: string) => Promise<number>): void {
  const [, , variant = '', path = ''] = process.argv;
  answerParent({ start: () => start(JSON.parse(readFileSync(path, 'utf8')) as GatewayJob, variant) });
}
