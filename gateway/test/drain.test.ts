import { Agent, request, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@tessera/testkit';
import { startGatewayProcess, type GatewayProcess } from './support/gateway-process.ts';

const CLIENTS = 20;

let gateway: GatewayProcess;
beforeAll(async () => {
  gateway = await startGatewayProcess({ TESSERA_OVERLOAD_DELAY_MS: '0' });
}, 60_000);
afterAll(() => gateway.stop());

interface Answer {
  readonly status: number | undefined;
  readonly body: string;
  /** The gateway says that the connection ends with this answer. */
  readonly isLast: boolean;
}

async function ask(agent: Agent, query: string): Promise<Answer> {
  const { port } = gateway;
  const options = { port, path: '/graphql', method: 'POST', agent, headers: { 'content-type': 'application/json' } };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(options, resolve).on('error', reject).end(JSON.stringify({ query }));
  });
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) body += String(chunk);
  return { status: response.statusCode, body, isLast: response.headers.connection === 'close' };
}

/** Asks on one connection, again and again, until it is told to leave. */
async function askUntilToldToLeave(at: number, answers: Answer[]): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const query = at % 2 === 0 ? '{ slow(ms: 300) }' : '{ customers { totalCount } }';
  for (let isTold = false; !isTold; isTold = answers.at(-1)?.isLast === true) answers.push(await ask(agent, query));
  agent.destroy();
}

describe('a gateway that is told to stop under load', () => {
  it('answers every request that it was sent, and tells each client to leave', async () => {
    const answers = Array.from({ length: CLIENTS }, (): Answer[] => []);
    const clients = Promise.all(answers.map((each, at) => askUntilToldToLeave(at, each)));
    await eventually(async () => answers.every((each) => each.length > 3));
    gateway.program.child.kill('SIGTERM');
    // Rejects with the error of a request that was lost.
    await clients;
    const told = new Set(answers.flat().map(({ status, body }) => `${status} ${body.trim()}`));
    expect([...told].sort()).toEqual(['200 {"data":{"customers":{"totalCount":2}}}', '200 {"data":{"slow":"at last"}}']);
    expect(await gateway.program.ended).toBe(0);
  });

  it('has let none in since, so that its clients find another', async () => {
    await expect(ask(new Agent(), '{ __typename }')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
