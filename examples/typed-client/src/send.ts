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
 * Sends one typed document: the variables are checked against it, and the result has its shape.
 * @throws TesseraError for the first error of the answer
 */
export async function send<Result, Variables>(
  endpoint: string,
  token: string | null,
  document: TypedDocumentString<Result, Variables>,
  ...[variables]: Variables extends Record<string, never> ? [] : [Variables]
): Promise<Result> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify({ query: document.toString(), variables }),
  });
  const { data, errors } = (await response.json()) as Answer<Result>;
  const [first] = errors ?? [];
  if (first || !data) throw new TesseraError(first?.message ?? 'No data came back.', first?.extensions?.code ?? 'UNKNOWN');
  return data;
}
