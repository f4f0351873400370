import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { HostileRequest } from './hostile-request.ts';
import type { Burden, TargetOrder, TargetReply } from './target-messages.ts';
import type { TargetGraph } from './targets.ts';

export interface TargetAnswer {
  readonly status: number;
  readonly body: {
    readonly data?: unknown;
    readonly errors?: readonly { readonly message: string; readonly extensions?: Record<string, unknown> }[];
  };
}

/** A gateway in a process of its own, over subgraphs of ours. */
export interface Target {
  /** @param salt makes a document that has been sent before a new one, and differs each time */
  send(request: HostileRequest, salt: string): Promise<TargetAnswer & { readonly burden: Burden }>;
  stop(): Promise<void>;
}

export async function startTarget(graph: TargetGraph): Promise<Target> {
  const subgraphs = await startSubgraphs();
  const child = fork(join(import.meta.dirname, 'target-program.ts'), {
    execArgv: ['--expose-gc', '--disable-warning=ExperimentalWarning'],
    env: { ...process.env, NODE_ENV: 'production', NODE_OPTIONS: '' },
  });
  const serving = await tell(child, { kind: 'serve', graph, subgraphUrl: subgraphs.url }, 'serving');
  return {
    async send(request, salt) {
      subgraphs.answer = request.answer ?? NOTHING;
      // The planner of an earlier request may have been replaced; this waits for the new one.
      await post(serving.port, { name: '', query: `{ x${salt}: __typename }`, expected: 'answer' }, salt);
      await tell(child, { kind: 'watch' }, 'watching');
      const answer = await post(serving.port, request, salt);
      const { kind: _, ...burden } = await tell(child, { kind: 'report' }, 'report');
      return { ...answer, burden };
    },
    async stop() {
      child.disconnect();
      if (child.exitCode === null) await once(child, 'exit');
      await subgraphs.stop();
    },
  };
}

async function tell<K extends TargetReply['kind']>(
  child: ChildProcess,
  order: TargetOrder,
  kind: K,
): Promise<Extract<TargetReply, { kind: K }>> {
  const ended = new AbortController();
  const end = () => ended.abort(new Error('The gateway has ended.'));
  child.once('exit', end);
  try {
    const replied = once(child, 'message', { signal: ended.signal });
    child.send(order);
    const [reply] = (await replied) as [TargetReply];
    if (reply.kind !== kind) throw new Error(`The gateway said ${reply.kind}.`);
    return reply as Extract<TargetReply, { kind: K }>;
  } finally {
    child.off('exit', end);
  }
}

/** Past `fetch`, which would not send what no browser sends. */
async function post(port: number, hostile: HostileRequest, salt: string): Promise<TargetAnswer> {
  const { search = '', role = 'OWNER', headers } = hostile;
  const body = bodyOf(hostile, salt);
  const sent = httpRequest({
    port,
    path: `/graphql${search}`,
    method: search ? 'GET' : 'POST',
    headers: {
      accept: 'application/graphql-response+json',
      authorization: role,
      'content-type': 'application/json',
      connection: 'close',
      ...(search ? {} : { 'content-length': Buffer.byteLength(body) }),
      ...headers,
    },
  });
  sent.end(search ? undefined : body);
  const [response] = await once(sent, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return { status: response.statusCode, body: JSON.parse(text) as TargetAnswer['body'] };
}

/** What is sent to the gateway of a request that is no GET. */
export function bodyOf({ query, body, ...params }: HostileRequest, salt: string): string {
  if (body !== undefined) return body;
  const { variables, operationName, extensions } = params;
  return JSON.stringify({
    query: query === undefined ? undefined : `${query}\n#${salt}`,
    variables,
    operationName,
    extensions,
  });
}

const NOTHING = '{"data":{}}';

/** All subgraphs in one, which answers whatever it is told to. */
async function startSubgraphs() {
  const server = createServer((request, response) => {
    request.resume().once('end', () => response.setHeader('content-type', 'application/json').end(subgraphs.answer));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const subgraphs = {
    answer: NOTHING,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return subgraphs;
}
