import { eventStreamResponse, type HttpResponse } from '@tessera/http';
import { answerText, refusalText, type Teller } from '../http/graphql/answer.ts';
import type { AnswerStream } from './answer-stream.ts';

/** Tells each answer of a stream as an event, and at its end what it ended with. */
export function answerWithEvents(stream: AnswerStream, teller: Teller): HttpResponse {
  return respond(teller, {
    async next() {
      try {
        const { done, value } = await stream.next();
        return done ? { done, value: undefined } : { value: answerText(value, teller) };
      } catch (error) {
        return { value: refusalText(error, teller) };
      }
    },
    async return() {
      await stream.return();
      return { done: true, value: undefined };
    },
  });
}

/**
 * Tells a refusal as an event, with status 200: what reads events in a browser shows nothing of any other answer
 * (https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md#distinct-connections-mode).
 */
export function refuseWithEvents(thrown: unknown, teller: Teller): HttpResponse {
  return respond(teller, only(refusalText(thrown, teller)));
}

async function* only(result: string): AsyncGenerator<string, void> {
  yield result;
}

function respond({ requestId }: Teller, results: AsyncIterator<string, void>): HttpResponse {
  const response = eventStreamResponse(results);
  return { ...response, headers: { ...response.headers, 'x-request-id': requestId } };
}
