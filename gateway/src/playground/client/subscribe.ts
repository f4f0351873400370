import type { FetcherParams } from '@graphiql/toolkit';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { fetchAsAccount } from './session.ts';

type Answer = Readonly<Record<string, unknown>>;

/**
 * The answers of a subscription, by GraphQL over SSE. Its `return` leaves at once, also while the next one is waited for.
 * @throws where the connection breaks, or something other than events comes
 */
export function subscribe(params: FetcherParams, headers: Readonly<Record<string, string>> = {}): AsyncIterableIterator<Answer> {
  const controller = new AbortController();
  const answers = answersTo(params, headers, controller.signal);
  return {
    next: () => answers.next(),
    return() {
      controller.abort();
      return answers.return(undefined);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

async function* answersTo(
  params: FetcherParams,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): AsyncGenerator<Answer, undefined> {
  try {
    const response = await fetchAsAccount('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
      body: JSON.stringify(params),
      signal,
    });
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
    if (!isStream || !response.body) {
      yield (await response.json()) as Answer;
      return undefined;
    }
    const events = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
    for await (const { event, data } of events) {
      if (event === 'complete') return undefined;
      yield JSON.parse(data) as Answer;
    }
    throw new Error('The connection was lost before the subscription had ended.');
  } catch (error) {
    if (!signal.aborted) throw error;
    return undefined;
  }
}
