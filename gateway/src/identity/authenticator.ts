import { AppError } from '@tessera/errors';
import type { Identity } from '@tessera/identity';
import type { VerifiedToken } from './access-token.ts';
import type { TenantPlans } from './tenant-plans.ts';
import type { TrustFeeds } from './trust-feeds.ts';

/** Turns the `Authorization` header into an identity. */
export interface Authenticator {
  /**
   * Null without a header.
   * @throws AppError UNAUTHENTICATED for a credential that is not good, UNAVAILABLE when it cannot be judged now
   */
  identify(authorization: string | undefined): Promise<Identity | null>;
}

export interface AuthenticatorOptions {
  readonly verifyToken: (token: string) => Promise<VerifiedToken>;
  readonly trust: Pick<TrustFeeds, 'check' | 'status'>;
  /** Left out: no feature is refused. */
  readonly plans?: TenantPlans;
}

const API_KEY = /^tsk_/;

export function createAuthenticator({ verifyToken, trust, plans }: AuthenticatorOptions): Authenticator {
  return {
    async identify(authorization) {
      if (authorization === undefined) return null;
      const credential = /^Bearer ([\w.~+/=-]+)$/i.exec(authorization)?.[1];
      if (!credential) throw refused('The Authorization header is not `Bearer <access token>`.');
      if (API_KEY.test(credential)) throw refused('API keys are not accepted yet. Log in for an access token.');
      const token = await verifyToken(credential);
      const stale = trust.status().find((feed) => feed.stale);
      if (stale) throw new AppError('UNAVAILABLE', 'Sessions cannot be checked just now.', { service: stale.service });
      trust.check(token);
      return plans?.bind(token.identity) ?? token.identity;
    },
  };
}

const refused = (message: string) => new AppError('UNAUTHENTICATED', message);
