import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeGraph } from '../graph/compose.ts';
import type { BenchSubgraph } from '../graph/subgraph.ts';
import type { Contender } from '../gateways/contenders.ts';
import type { GatewayJob } from '../gateways/job.ts';
import type { LoadJob, LoadResult } from '../load/job.ts';
import { createTokenIssuer } from '../load/tokens.ts';
import { startChild, type Child } from '../process/child.ts';
import type { Tally } from '../subgraphs/server.ts';

export interface RunningGateway {
  readonly contender: Contender;
  readonly pid: number;
  readonly port: number;
  /** The end of what it has written to standard error. */
  complaint(): string;
  stop(): Promise<void>;
}

export interface Answer {
  readonly bytes: number;
  readonly body: { readonly data?: unknown; readonly errors?: unknown };
}

type Program = Pick<Contender, 'program' | 'variant' | 'nodeOptions'>;

/** What a gateway is measured in: subgraphs, a load generator and an issuer of tokens. */
export interface Rig {
  /** Starts one contender in front of a graph; several may run at once, only one is under load. */
  startGateway(contender: Contender, graph: readonly BenchSubgraph[]): Promise<RunningGateway>;
  /** Starts another program where gateways run, with what a gateway is started with. */
  startProgram(program: Program, graph: readonly BenchSubgraph[]): Promise<Child>;
  /** One operation as one user. */
  ask(gateway: RunningGateway, query: string): Promise<Answer>;
  load(gateway: RunningGateway, job: Omit<LoadJob, 'port' | 'pid' | 'gatewayCore' | 'authorizations'>): Promise<LoadResult>;
  /** What the subgraphs were asked since the last call. */
  tally(): Promise<Tally>;
  readonly issuer: ReturnType<typeof createTokenIssuer>;
  stop(): Promise<void>;
}

/** The gateway has the first core to itself; everything else shares the second. */
const [GATEWAY_CORE, OTHER_CORE] = [0, 1];

export async function startRig(): Promise<Rig> {
  const canPin = process.platform === 'linux' && availableParallelism() >= 2;
  const [gatewayCore, otherCore] = canPin ? [GATEWAY_CORE, OTHER_CORE] : [null, null];
  if (canPin) execFileSync('taskset', ['-acp', String(OTHER_CORE), String(process.pid)], { stdio: 'ignore' });
  const folder = await mkdtemp(join(tmpdir(), 'tessera-bench-'));
  const issuer = createTokenIssuer();
  const subgraphs = startChild(otherCore, join(import.meta.dirname, '../subgraphs/main.ts'));
  const load = startChild(otherCore, join(import.meta.dirname, '../load/main.ts'));
  const children: Child[] = [subgraphs, load];
  const { urls, jwksUrl } = await subgraphs.ask<{ urls: Record<string, string>; jwksUrl: string }>('start', issuer.jwks);
  let jobs = 0;
  const startProgram: Rig['startProgram'] = async ({ program, variant, nodeOptions }, graph) => {
    const { supergraphSdl, permissions } = composeGraph(graph, urls);
    const path = join(folder, `job-${(jobs += 1)}.json`);
    const permissionsPath = join(folder, `permissions-${jobs}.json`);
    await writeFile(permissionsPath, JSON.stringify(permissions));
    await writeFile(path, JSON.stringify({ supergraphSdl, permissionsPath, jwksUrl } satisfies GatewayJob));
    const child = startChild(gatewayCore, program, [variant, path], nodeOptions);
    children.push(child);
    return child;
  };
  return {
    issuer,
    startProgram,
    async startGateway(contender, graph) {
      const child = await startProgram(contender, graph);
      const { pid, complaint, stop } = child;
      return { contender, pid, port: await child.ask<number>('start'), complaint, stop };
    },
    ask: (gateway, query) => ask(gateway, query, issuer.authorizations()[0] ?? ''),
    load: ({ port, pid }, job) =>
      load.ask('run', { ...job, port, pid, gatewayCore, authorizations: issuer.authorizations() } satisfies LoadJob),
    tally: () => subgraphs.ask('tally'),
    async stop() {
      await Promise.all(children.map((child) => child.stop()));
      await rm(folder, { recursive: true });
    },
  };
}

async function ask(gateway: RunningGateway, query: string, authorization: string): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${gateway.port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', authorization },
    body: JSON.stringify({ query }),
  });
  const text = await response.text();
  if (!response.ok) {
    const { name } = gateway.contender;
    throw new Error(`${name} answers ${response.status}: ${text.slice(0, 2_000)}\n${gateway.complaint()}`);
  }
  return { bytes: Buffer.byteLength(text), body: JSON.parse(text) as Answer['body'] };
}
