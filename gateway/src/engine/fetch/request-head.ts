import { SubgraphFailure } from './subgraph-failure.ts';

/** RFC 9110, 5.1 and 5.5. */
const NAME = /^[!#$%&'*+.^_`|~\dA-Za-z-]+$/;
const NOT_IN_VALUES = /[^\t -~\x80-\xff]/;

/**
 * Writes the heads of requests to one endpoint: request line, fields and the empty line (RFC 9112, 2.1).
 *
 * Where the gateway is used as a library, forwarded headers are the host's, and may not have come through Node's parser.
 * A line's end in a value would begin another field, or another request; so would a character beyond latin1 that has
 * such a byte.
 */
export function createRequestHead({ pathname, search, host }: URL): (body: string, headers: readonly string[]) => string {
  const start = `POST ${pathname}${search} HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive\r\n`;
  return (body, headers) => {
    let head = start;
    for (let at = 0; at < headers.length; at += 2) {
      const name = headers[at] ?? '';
      const value = headers[at + 1] ?? '';
      if (!NAME.test(name) || NOT_IN_VALUES.test(value)) throw refusal(name);
      head += `${name}: ${value}\r\n`;
    }
    return `${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n`;
  };
}

function refusal(name: string): SubgraphFailure {
  return new SubgraphFailure('interrupted', { cause: new Error(`The header ${JSON.stringify(name)} cannot be sent.`) });
}
