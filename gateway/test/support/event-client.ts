import { request, type IncomingMessage } from 'node:http';
import { createParser, type EventSourceMessage } from 'eventsource-parser';

/** A client of GraphQL over SSE that reads when it likes. */
export interface EventClient {
  readonly response: IncomingMessage;
  /** The next event, its data parsed; null where the connection ended. */
  next(): Promise<{ readonly event: string | undefined; readonly data: unknown } | null>;
  /** All there are until the connection ends. */
  rest(): Promise<unknown[]>;
  leave(): void;
}

export async function openEvents(
  url: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<EventClient> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    });
    sent.on('response', resolve).on('error', reject).end(JSON.stringify(body));
  });
  const messages = messagesOf(response);
  const next = async () => {
    const { value: message } = await messages.next();
    return message ? { event: message.event, data: message.data && (JSON.parse(message.data) as unknown) } : null;
  };
  return {
    response,
    next,
    async rest() {
      const events: unknown[] = [];
      for (let event = await next(); event; event = await next()) {
        events.push(event.event === 'next' ? event.data : event.event);
      }
      return events;
    },
    leave: () => void response.destroy(),
  };
}

async function* messagesOf(response: IncomingMessage): AsyncGenerator<EventSourceMessage, undefined> {
  const messages: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (message) => void messages.push(message) });
  response.setEncoding('utf8');
  for await (const chunk of response) {
    parser.feed(chunk as string);
    yield* messages.splice(0);
  }
  return undefined;
}
