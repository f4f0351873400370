import { randomInt } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { codeOf, messageOf, OperatorError } from '../operator-error.ts';

export interface PortRange {
  readonly lowest: number;
  readonly highest: number;
}

/** Below the range from which operating systems give ports to outgoing connections (32768 on Linux). */
export const SERVICE_PORTS: PortRange = { lowest: 20_000, highest: 31_999 };
const TRIES = 50;

/**
 * A port that was free a moment ago. Not one that the system would choose: in that range any outgoing connection may
 * take it before it is listened on.
 */
export async function findFreePort(host: string, { lowest, highest } = SERVICE_PORTS): Promise<number> {
  for (let left = TRIES; left > 0; left -= 1) {
    const port = await listenOnce(host, randomInt(lowest, highest + 1)).catch(() => null);
    if (port !== null) return port;
  }
  return listenOnce(host, 0);
}

/** Several at once, all different, and none that is promised to somebody who does not listen yet. */
export async function findFreePorts(
  host: string,
  count: number,
  { range = SERVICE_PORTS, promised = [] }: { range?: PortRange; promised?: readonly number[] } = {},
): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = await findFreePort(host, range);
    if (!promised.includes(port)) ports.add(port);
  }
  return [...ports];
}

/** @throws OperatorError that names the cure, when nothing can listen there */
export async function requireFreePort(host: string, port: number): Promise<void> {
  try {
    await listenOnce(host, port);
  } catch (error) {
    throw explainListenError(error, host, port);
  }
}

function explainListenError(error: unknown, host: string, port: number): OperatorError {
  const code = codeOf(error);
  if (code === 'EADDRINUSE') {
    return new OperatorError(
      `Port ${port} is taken: stop what listens there, or start with another, e.g. \`PORT=${port + 1} npm start\`.`,
    );
  }
  if (code === 'EACCES') {
    return new OperatorError(
      `Port ${port} is for administrators: start with a port above 1023, e.g. \`PORT=4000 npm start\`.`,
    );
  }
  return new OperatorError(
    `Cannot listen on ${host}:${port} (${code ?? messageOf(error)}): set HOST to an address of this machine.`,
  );
}

async function listenOnce(host: string, port: number): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { port: found } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return found;
}
