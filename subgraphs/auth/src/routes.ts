import type { HttpRoute } from '@tessera/http';
import { backgroundOf, type Runtime } from './background.ts';

/** Shorter than a new key is published before it signs, so that nobody meets a token of a key that it cannot know. */
const CACHE_SECONDS = 300;

/** The public keys of access tokens, https://www.rfc-editor.org/rfc/rfc7517#section-5 */
export function routes(runtime: Runtime): HttpRoute[] {
  return [
    {
      method: 'GET',
      path: '/.well-known/jwks.json',
      handle: async () => ({
        status: 200,
        headers: {
          'content-type': 'application/jwk-set+json',
          'cache-control': `public, max-age=${CACHE_SECONDS}`,
        },
        body: JSON.stringify(await backgroundOf(runtime).signingKeys.publicKeySet()),
      }),
    },
  ];
}
