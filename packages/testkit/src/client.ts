/** One answer of the endpoint, as a client over HTTP sees it. */
export interface GraphQLAnswer<Data = Record<string, never>> {
  readonly status: number;
  readonly headers: Headers;
  readonly data: Data | null | undefined;
  readonly errors: readonly AnswerError[];
}

export interface AnswerError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>> & { readonly code: string };
}

/** Sends operations to one endpoint as one caller. */
export interface TestClient {
  readonly token: string | null;
  // eslint-disable-next-line typescript/no-explicit-any -- tests look into answers whose shape the document tells
  send<Data = any>(query: string, variables?: Record<string, unknown>): Promise<GraphQLAnswer<Data>>;
  /** As `send`, but an answer with errors fails the test with their messages. */
  // eslint-disable-next-line typescript/no-explicit-any -- as above
  ask<Data = any>(query: string, variables?: Record<string, unknown>): Promise<Data>;
}

export function createTestClient(endpoint: string, token: string | null = null): TestClient {
  const send = async <Data>(query: string, variables?: Record<string, unknown>): Promise<GraphQLAnswer<Data>> => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      body: JSON.stringify({ query, variables }),
    });
    const body = (await response.json()) as { data?: Data; errors?: AnswerError[] };
    return { status: response.status, headers: response.headers, data: body.data, errors: body.errors ?? [] };
  };
  return {
    token,
    send,
    async ask<Data>(query: string, variables?: Record<string, unknown>): Promise<Data> {
      const answer = await send<Data>(query, variables);
      if (answer.errors.length > 0 || !answer.data) {
        throw new Error(`The endpoint answered ${answer.status}: ${JSON.stringify(answer.errors)}`);
      }
      return answer.data;
    },
  };
}

/** Codes of an answer's errors, in order: `expect(codes(answer)).toEqual(['FORBIDDEN'])`. */
export function codes(answer: GraphQLAnswer<unknown>): string[] {
  return answer.errors.map((error) => error.extensions.code);
}
