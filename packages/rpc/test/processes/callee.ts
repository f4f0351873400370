import { randomBytes } from 'node:crypto';
import { deriveKeyring, type ServiceKeyring } from '@tessera/keyring';
import { eventually, REPOSITORY, startProcess } from '@tessera/testkit';

const PROGRAM = 'packages/rpc/test/processes/callee-program.ts';
const root = randomBytes(32);

/** What a caller needs to prove itself to callees of this test file. */
export const keyringOf = (service: string): ServiceKeyring => deriveKeyring(root, service, ['crm', 'tenants']);

/** A crm in a process of its own. */
export interface Callee {
  readonly port: number;
  readonly target: string;
  /** How often it has printed this line. */
  count(line: string): number;
  kill(): Promise<unknown>;
  stop(): Promise<unknown>;
}

export async function startCallee(env: NodeJS.ProcessEnv = {}): Promise<Callee> {
  const given = { PATH: process.env['PATH'], TEST_ROOT: root.toString('hex'), ...env };
  const program = startProcess([PROGRAM], given, REPOSITORY);
  const lines = () => program.output().split('\n');
  const listening = await eventually(async () => lines().find((line) => line.startsWith('listening ')), {
    describe: () => program.output(),
  });
  const port = Number(listening.split(' ')[1]);
  return {
    port,
    target: `127.0.0.1:${port}`,
    count: (line) => lines().filter((each) => each === line).length,
    kill: () => program.stop('SIGKILL'),
    stop: () => program.stop(),
  };
}
