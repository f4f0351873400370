import { request, type Agent, type IncomingHttpHeaders } from 'node:http';

/** A request to the byte: nothing is added to it but `host` and `content-length`. */
export interface RawRequest {
  readonly method: string;
  readonly search?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** What of an answer clients act on. */
export interface RawAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly allow: string | undefined;
  readonly cacheControl: string | undefined;
  readonly vary: string | undefined;
  readonly body: string;
}

export function send(port: number, agent: Agent, { method, search = '', headers, body }: RawRequest): Promise<RawAnswer> {
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const path = `/${search}`;
    const options = { host: '127.0.0.1', port, agent, method, path, headers: { ...headers, ...length } };
    const sent = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, ...headersOf(response.headers), body: text });
      });
    });
    sent.on('error', reject).end(body);
  });
}

function headersOf(headers: IncomingHttpHeaders) {
  return {
    contentType: headers['content-type'],
    allow: headers.allow,
    cacheControl: headers['cache-control'],
    vary: headers.vary,
  };
}
