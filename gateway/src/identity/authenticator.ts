import { AppError } from '@tessera/errors';
import { looksLikeApiKey, type Identity } from '@tessera/identity';
import type { VerifiedToken } from './access-token.ts';
import type { ApiKeys } from './api-keys.ts';
import type { TenantPlans } from './tenant-plans.ts';
import type { TrustFeeds } from './trust-feeds.ts';

/** Turns the `Authorization` header into an identity. */
export interface Authenticator {
  /**
   * Null without a header. At once for an access token that was good before.
   * @param clientAddress whose guesses at API keys are counted; left out where the header was good before
   * @throws AppError UNAUTHENTICATED for a credential that is not good, UNAVAILABLE when it cannot be judged now,
   * RATE_LIMITED for who guesses
   */
  identify(authorization: string | undefined, clientAddress?: string): Promise<Identity | null> | Identity | null;
}

export interface AuthenticatorOptions {
  readonly verifyToken: (token: string) => Promise<VerifiedToken> | VerifiedToken;
  /** Left out: there are no API keys. */
  readonly apiKeys?: ApiKeys;
  readonly trust: Pick<TrustFeeds, 'check' | 'checkTenant' | 'status'>;
  /** Left out: no feature is refused. */
  readonly plans?: TenantPlans;
}

export function createAuthenticator({ verifyToken, apiKeys, trust, plans }: AuthenticatorOptions): Authenticator {
  const bind = (identity: Identity) => plans?.bind(identity) ?? identity;
  return {
    identify(authorization, clientAddress) {
      if (authorization === undefined) return null;
      if (!BEARER.test(authorization)) throw refused('The Authorization header is not `Bearer <access token or API key>`.');
      const credential = authorization.slice('Bearer '.length);
      const isKey = apiKeys !== undefined && looksLikeApiKey(credential);
      if (isKey) return ofKey(apiKeys, credential, clientAddress).then(bind);
      const token = verifyToken(credential);
      return token instanceof Promise ? token.then(ofToken).then(bind) : bind(ofToken(token));
    },
  };

  function ofToken(token: VerifiedToken): Identity {
    requireTrust();
    trust.check(token);
    return token.identity;
  }

  async function ofKey(keys: ApiKeys, credential: string, clientAddress: string | undefined): Promise<Identity> {
    const identity = await keys.identify(credential, clientAddress);
    requireTrust();
    trust.checkTenant(identity.tenantId);
    return identity;
  }

  function requireTrust(): void {
    const stale = trust.status().find((feed) => feed.stale);
    if (stale) throw new AppError('UNAVAILABLE', 'Sessions cannot be checked just now.', { service: stale.service });
  }
}

/** The rest of the credential is judged by whoever knows it: reading it here too took longer than finding it again. */
const BEARER = /^Bearer [\w.~+/=-]/i;

const refused = (message: string) => new AppError('UNAUTHENTICATED', message);
