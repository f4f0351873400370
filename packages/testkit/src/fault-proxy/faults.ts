import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { messageBytes, readMessages, withLength, type HttpMessage } from './http-messages.ts';

/** What can go wrong on the way to a service, in the order in which tests go through it. */
export const FAULTS = [
  'freeze',
  'kill',
  'delay',
  'server error',
  'bad JSON',
  'reset',
  'half-close',
  'large answer',
] as const;

export type Fault = (typeof FAULTS)[number];

/** The two ends of one connection through the proxy. */
export interface Ends {
  readonly client: Socket;
  readonly server: Socket;
}

const DELAY_MS = 3_000;
/** Between the first half of an answer and the reset, which would otherwise overtake it. */
const MID_ANSWER_MS = 20;
const LARGE_BYTES = 10_000_000;

/** How a connection with each fault is wired; a frozen or killed service has none to wire. */
export const WIRINGS: Readonly<Record<Exclude<Fault, 'freeze' | 'kill'>, (ends: Ends) => void>> = {
  delay({ client, server }) {
    client.on('data', (chunk) => setTimeout(() => server.write(chunk), DELAY_MS).unref());
    server.pipe(client);
  },
  'server error': ({ client }) => readMessages(client, () => client.write(messageBytes(UNAVAILABLE))),
  'bad JSON': withAnswer((client, { head, body }) => client.write(messageBytes({ head, body: firstHalf(body) }))),
  reset: withAnswer((client, answer) => {
    client.write(cutOff(answer));
    setTimeout(() => client.resetAndDestroy(), MID_ANSWER_MS).unref();
  }),
  'half-close': withAnswer((client, answer) => client.end(cutOff(answer))),
  'large answer': withAnswer(sendPadded),
};

const UNAVAILABLE: HttpMessage = {
  head: 'HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/html\r\ncontent-length: 0\r\n\r\n',
  body: Buffer.from('<h1>Service Unavailable</h1>'),
};

/** The service carries out what it is asked; its answer goes wrong on the way back. */
function withAnswer(send: (client: Socket, answer: HttpMessage) => void) {
  return ({ client, server }: Ends): void => {
    client.pipe(server);
    readMessages(server, (answer) => send(client, answer));
  };
}

const firstHalf = (bytes: Buffer) => bytes.subarray(0, Math.ceil(bytes.length / 2));

/** Ends in the middle of the body, whose length the head tells. */
const cutOff = ({ head, body }: HttpMessage) => Buffer.concat([Buffer.from(head, 'latin1'), firstHalf(body)]);

/** So much of it is made at once: a test that has a dozen of these under way still has to measure others. */
const ROWS = Buffer.from('{"id":"0199aaaa-0000-7000-8000-000000000000","amount":12345,"tags":["a","b"]},'.repeat(500));

/** The same GraphQL answer, with 10 MB of rows in its `extensions` that nobody asked for. */
function sendPadded(client: Socket, { head, body }: HttpMessage): void {
  const before = Buffer.from('{"extensions":{"rows":[');
  const after = Buffer.concat([Buffer.from('null]},'), body.subarray(1)]);
  const rows = Array.from({ length: Math.ceil(LARGE_BYTES / ROWS.length) }, () => ROWS);
  const length = before.length + rows.length * ROWS.length + after.length;
  Readable.from([Buffer.from(withLength(head, length), 'latin1'), before, ...rows, after]).pipe(client, { end: false });
}
