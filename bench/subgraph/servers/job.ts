import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PoolConfig } from 'pg';
import type { DatabaseAddress, DatabasePasswords } from '@tessera/tenancy';
import { answerParent } from '../../gateway/process/channel.ts';

/** What every measured process is told: the same database, the same role, the same number of connections. */
export interface Job {
  /** The application role, for whoever opens a pool of its own. */
  readonly app: PoolConfig;
  /** Whom no policy holds back. */
  readonly superuser: PoolConfig;
  readonly address: DatabaseAddress;
  readonly passwords: DatabasePasswords;
  readonly userId: string;
  readonly tenants: readonly string[];
  /** The checkout whose subgraph is measured. */
  readonly root: string;
}

/** What a process has used since its start. */
export interface Usage {
  /** CPU time of all its threads, user and system, in microseconds. */
  readonly cpu: number;
  /** Resident set, in bytes. */
  readonly memory: number;
}

/** @param start resolves to the port on 127.0.0.1 */
export function runServer(start: (job: Job) => Promise<number>): void {
  answerParent({ start, usage: ownUsage });
}

export function ownUsage(): Usage {
  const { user, system } = process.cpuUsage();
  return { cpu: user + system, memory: process.memoryUsage.rss() };
}

export function listen(server: Server): Promise<number> {
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );
}
