import type { TypedDocumentString } from './generated/graphql.ts';

/** What the endpoint refused, with the code of docs/errors.md. */
export class TesseraError extends Error {
  readonly code: string;
  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

interface Answer<Result> {
  readonly data?: Result | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/**
 * Sends one typed document: the variables are checked against it, and the result has its shape. The document goes by its
 * id, and by its text where the endpoint does not know that yet
 * (https://www.apollographql.com/docs/apollo-server/performance/apq).
 * @throws TesseraError for the first error of the answer
 */
export async function send<Result, Variables>(
  endpoint: string,
  token: string | null,
  document: TypedDocumentString<Result, Variables>,
  ...[variables]: Variables extends Record<string, never> ? [] : [Variables]
): Promise<Result> {
  const extensions = { persistedQuery: { version: 1, sha256Hash: document.__meta__?.['hash'] as string } };
  let answer = await post<Result>(endpoint, token, { variables, extensions });
  if (answer.errors?.[0]?.extensions?.code === 'PERSISTED_QUERY_NOT_FOUND') {
    answer = await post<Result>(endpoint, token, { query: document.toString(), variables, extensions });
  }
  const [first] = answer.errors ?? [];
  if (!first && answer.data) return answer.data;
  throw new TesseraError(first?.message ?? 'No data came back.', first?.extensions?.code ?? 'UNKNOWN');
}

async function post<Result>(endpoint: string, token: string | null, body: object): Promise<Answer<Result>> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Answer<Result>;
}
