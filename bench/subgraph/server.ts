import { Agent, request } from 'node:http';
import { startChild } from '../gateway/process/child.ts';
import type { Contender, Question } from './contenders.ts';
import type { BenchDatabase } from './database.ts';
import type { Job, Usage } from './servers/job.ts';

const ROOT = new URL('../..', import.meta.url).pathname;

/** A contender's server, in a process of its own. */
export interface MeasuredServer {
  readonly contender: Contender;
  /** The answer's text. @throws when the status is not 200 */
  ask(question: Question, tenantId: string, first: number): Promise<string>;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

/** @param at where the database is reached, if not at its own address */
export async function startServer(
  contender: Contender,
  database: BenchDatabase,
  at: { readonly host: string; readonly port: number } = database.address,
): Promise<MeasuredServer> {
  const child = startChild(null, contender.program, contender.args);
  const port = await child.ask<number>('start', jobOf(database, contender.root, at));
  const agent = new Agent({ keepAlive: true });
  return {
    contender,
    async ask(question, tenantId, first) {
      const body = JSON.stringify({ query: contender.queries[question], variables: { first } });
      const headers = { 'content-type': 'application/json', accept: 'application/json' };
      const caller = contender.sign(body, tenantId, database.userId);
      return post(agent, port, { ...headers, ...caller }, body);
    },
    usage: () => child.ask<Usage>('usage'),
    async stop() {
      agent.destroy();
      await child.stop();
    },
  };
}

export function jobOf(
  database: BenchDatabase,
  root: string = ROOT,
  { host, port }: { readonly host: string; readonly port: number } = database.address,
): Job {
  const { passwords, userId, tenants } = database;
  const address = { ...database.address, host, port };
  const common = { host, port, database: address.database, max: 4, options: '-c jit=off' };
  return {
    app: { ...common, user: `${address.rolePrefix}_app`, password: passwords.app },
    superuser: { ...common, user: database.superuser.user, password: database.superuser.password ?? '' },
    address,
    passwords,
    userId,
    tenants,
    root,
  };
}

function post(agent: Agent, port: number, headers: Record<string, string>, body: string): Promise<string> {
  const length = { 'content-length': Buffer.byteLength(body) };
  const options = { agent, port, host: '127.0.0.1', path: '/graphql', method: 'POST', headers: { ...headers, ...length } };
  return new Promise((resolve, reject) => {
    const sent = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`Status ${response.statusCode}: ${text.slice(0, 500)}`));
      });
    });
    sent.on('error', reject).end(body);
  });
}
