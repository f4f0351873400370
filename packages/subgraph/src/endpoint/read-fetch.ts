import type { HttpRequest } from '@tessera/http';

/** What the gateway puts into a fetch. */
export interface GatewayFetch {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  readonly operationName?: string | null;
}

const MEMBERS: ReadonlySet<string> = new Set(['query', 'variables', 'operationName']);
const ANSWERED_AS_JSON: ReadonlySet<string | undefined> = new Set([undefined, '*/*', 'application/json']);

/** Reads a fetch in the form in which the gateway writes it; null for any other, however right. */
export function readFetch({ headers, body }: HttpRequest): GatewayFetch | null {
  if (headers['content-type'] !== 'application/json' || !ANSWERED_AS_JSON.has(headers.accept)) return null;
  return readBody({ body });
}

/** The same, whatever is accepted as its answer. */
export function readBody({ body }: Pick<HttpRequest, 'body'>): GatewayFetch | null {
  const fetch = parseOrNull(body);
  return isFetch(fetch) ? fetch : null;
}

function parseOrNull(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}

function isFetch(value: unknown): value is GatewayFetch {
  if (!isRecord(value) || !Object.keys(value).every((member) => MEMBERS.has(member))) return false;
  const { query, variables, operationName } = value;
  return (
    typeof query === 'string' &&
    (variables === undefined || variables === null || isRecord(variables)) &&
    (operationName === undefined || operationName === null || typeof operationName === 'string')
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
