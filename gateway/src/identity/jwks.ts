import { createPublicKey, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { get as getSecurely } from 'node:https';
import { AppError } from '@tessera/errors';
import { z } from 'zod';
import type { Logger } from 'pino';

/** At most one look for an unknown `kid` in this time: tokens with made-up ids must not become requests to auth. */
const REFETCH_AFTER_MS = 3_000;
/** So that a key that auth has withdrawn is forgotten here too. */
const REFRESH_EVERY_MS = 5 * 60_000;
const FETCH_TIMEOUT_MS = 2_000;
const MAX_BYTES = 64 * 1024;

const jwksSchema = z.object({
  keys: z.array(
    z.looseObject({ kid: z.string(), kty: z.string(), crv: z.string().optional(), alg: z.string().optional() }),
  ),
});

export interface KeySource {
  /**
   * The key of this id, or undefined when auth does not publish one.
   * @throws AppError UNAVAILABLE before the first fetch has succeeded
   */
  find(kid: string): Promise<KeyObject | undefined>;
  stop(): void;
}

/**
 * Auth's published keys (RFC 7517), kept while auth is away: a token that was good before the outage stays good.
 * @param url e.g. `http://127.0.0.1:4101/.well-known/jwks.json`
 */
export function createKeySource(url: URL, log: Logger): KeySource {
  let keys: ReadonlyMap<string, KeyObject> | undefined;
  let triedAt = -Infinity;
  let fetching: Promise<void> | undefined;

  const refresh = () => {
    triedAt = Date.now();
    fetching ??= fetchKeys(url)
      .then((fresh) => void (keys = fresh))
      .catch((error: unknown) => log.warn({ err: error }, "auth's signing keys could not be read; the known ones stay"))
      .finally(() => void (fetching = undefined));
    return fetching;
  };
  const timer = setInterval(() => void refresh(), REFRESH_EVERY_MS);
  timer.unref();

  return {
    async find(kid) {
      if (keys?.has(kid)) return keys.get(kid);
      if (fetching || Date.now() - triedAt >= REFETCH_AFTER_MS) await (fetching ?? refresh());
      if (!keys) throw new AppError('UNAVAILABLE', 'Tokens cannot be checked just now.', { service: 'auth' });
      return keys.get(kid);
    },
    stop: () => clearInterval(timer),
  };
}

async function fetchKeys(url: URL): Promise<ReadonlyMap<string, KeyObject>> {
  const { keys } = jwksSchema.parse(JSON.parse(await read(url)));
  const usable = keys.filter((key) => key.kty === 'EC' && key.crv === 'P-256' && (key.alg ?? 'ES256') === 'ES256');
  return new Map(usable.map((key) => [key.kid, createPublicKey({ key, format: 'jwk' })]));
}

/** By `node:http`, which follows no redirect: `fetch` held 13 MB more from its second use on (docs/benchmarks.md, Memory). */
async function read(url: URL): Promise<string> {
  const request = (url.protocol === 'https:' ? getSecurely : get)(url, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new Error(`The answer has more than ${MAX_BYTES} bytes.`);
    chunks.push(chunk);
  }
  if (response.statusCode !== 200) throw new Error(`The answer was ${response.statusCode}.`);
  return Buffer.concat(chunks).toString();
}
