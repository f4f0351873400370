import type { RawAnswer, RawRequest } from './send.ts';

/** Something that we mean to do in another way than Apollo Server does. */
export interface Departure {
  readonly reason: string;
  /** Undefined: this is no case of it. */
  readonly instead: (stock: RawAnswer, request: RawRequest) => RawAnswer | undefined;
}

interface Told {
  readonly errors?: readonly { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[];
}

const JSON_TYPE = 'application/json; charset=utf-8';
/** Stands for an id that is another one each time. */
export const SOME_ID = '<id>';
/** One result as an event, whatever it is. */
export const ONE_EVENT = ':\n\nevent: next\ndata: <result>\n\nevent: complete\ndata:\n\n';

const isJson = ({ contentType }: RawAnswer) => contentType?.includes('json') === true;
const told = (answer: RawAnswer): Told => (isJson(answer) && answer.body ? (JSON.parse(answer.body) as Told) : {});
const headerOf = (request: RawRequest, name: string) => request.headers?.[name] ?? '';

const refusal = (stock: RawAnswer, status: number, message: string): RawAnswer => ({
  ...stock,
  status,
  contentType: JSON_TYPE,
  body: `${JSON.stringify({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] })}\n`,
});

/** Rewrites the extensions of each error, or leaves them where `change` has nothing to say. */
function withExtensions(
  stock: RawAnswer,
  change: (extensions: Readonly<Record<string, unknown>>, message: string) => object | undefined,
): RawAnswer | undefined {
  let isChanged = false;
  const answer = told(stock);
  const errors = answer.errors?.map((error) => {
    const extensions = change(error.extensions, error.message);
    isChanged ||= extensions !== undefined;
    return extensions ? { ...error, extensions } : error;
  });
  return isChanged ? { ...stock, body: `${JSON.stringify({ ...answer, errors })}\n` } : undefined;
}

/** All of them, applied in this order to what Apollo Server answers. */
export const DEPARTURES: readonly Departure[] = [
  {
    reason: 'body-parser tells of JSON that it cannot read on a page of HTML, which quotes the body and our files.',
    instead(stock, { body, headers }) {
      if (stock.contentType !== 'text/html; charset=utf-8' || stock.status !== 400) return undefined;
      const isPrimitive = /^("hello"|7|null|true)$/.test(String(body));
      const unread = 'POST body missing, invalid Content-Type, or JSON object has no keys.';
      const malformed =
        'The request body is not valid JSON. Send an object with `query`, and optionally `variables`.';
      return headers && refusal(stock, 400, isPrimitive ? unread : malformed);
    },
  },
  {
    reason: 'Only UTF-8 is read, which RFC 8259 asks of JSON: one character set less to decode is one fewer to get wrong.',
    instead(stock, request) {
      const charset = /^application\/json; charset=(latin1|utf-16le)$/.exec(headerOf(request, 'content-type'))?.[1];
      if (!charset || request.method !== 'POST') return undefined;
      const message = `Bodies of the character set "${charset}" are not read here. Send plain JSON in UTF-8.`;
      return refusal(stock, 415, message);
    },
  },
  {
    reason: 'Compressed bodies are not read: a few hundred bytes of gzip can be a gigabyte.',
    instead(stock, request) {
      if (headerOf(request, 'content-encoding') !== 'gzip') return undefined;
      return refusal(stock, 415, 'Bodies of the content coding "gzip" are not read here. Send plain JSON in UTF-8.');
    },
  },
  {
    reason: 'A persisted query whose hash or version is wrong is the fault of its sender, and the status says so already.',
    instead: (stock) =>
      withExtensions(stock, (_, message) =>
        /^(provided sha does not match query|Unsupported persisted query version)$/.test(message)
          ? { code: 'BAD_REQUEST' }
          : undefined,
      ),
  },
  {
    reason: 'Apollo Server gives the last of too many errors about variables no code, so it looks like a fault of ours.',
    instead: (stock) =>
      withExtensions(stock, (_, message) =>
        message.startsWith('Too many errors processing variables') ? { code: 'BAD_USER_INPUT' } : undefined,
      ),
  },
  {
    reason: 'A fault carries the id under which the log has its cause.',
    instead: (stock) =>
      withExtensions(stock, ({ code }) =>
        code === 'INTERNAL_SERVER_ERROR' ? { correlationId: SOME_ID, code } : undefined,
      ),
  },
  {
    reason: 'Apollo Server runs a subscription like a query, and answers with nulls.',
    instead(stock, request) {
      const isAsked = `${String(request.body)}${request.search ?? ''}`.includes('subscription');
      if (!isAsked || stock.status !== 200) return undefined;
      const message =
        'A subscription has many answers: ask for it with `accept: text/event-stream`, or over WebSocket by the ' +
        'protocol `graphql-transport-ws`.';
      return { ...refusal(stock, 400, message), contentType: stock.contentType };
    },
  },
  {
    reason: 'GraphQL over SSE is spoken here, by which a refusal is an event too.',
    instead(stock, request) {
      if (headerOf(request, 'accept') !== 'text/event-stream' || stock.status !== 406) return undefined;
      return { ...stock, status: 200, contentType: 'text/event-stream; charset=utf-8', body: ONE_EVENT };
    },
  },
  {
    reason: 'No answer is to be kept, whether Apollo Server got as far as saying so or not.',
    instead: (stock, { method }) =>
      stock.cacheControl === undefined && method !== 'OPTIONS' ? { ...stock, cacheControl: 'no-store' } : undefined,
  },
  {
    reason: 'The answer depends on `accept` and on `origin`, which a cache has to know.',
    instead: (stock) => ({ ...stock, vary: 'origin, accept' }),
  },
  {
    reason: 'Our answer to OPTIONS lets in the origins that are configured, and tells what else there is.',
    instead: (stock, { method }) => (method === 'OPTIONS' ? { ...stock, allow: 'GET, POST, OPTIONS' } : undefined),
  },
];

