import { hash } from 'node:crypto';
import { AppError } from '@tessera/errors';
import { isWellFormedApiKey, TENANT_ROLES, type Identity } from '@tessera/identity';
import type { IntrospectApiKeyResponse } from '@tessera/rpc';
import { LRUCache } from 'lru-cache';
import { networkOf } from '../limits/network-of.ts';
import { createTokenBuckets, type Rate } from '../limits/token-buckets.ts';
import type { Metrics } from '../metrics.ts';
import type { KeyFacts, KeyTrust } from './key-trust.ts';

/** A key that is used is asked about anew this often, beside the request: auth learns that it is in use. */
const REFRESH_MS = 60_000;
/** While auth does not answer, what it said last holds for so long at most. */
const REMEMBER_MS = 10 * 60_000;
/** What was refused is asked about again after this time, should no push have told of it. */
const REMEMBER_REFUSED_MS = 60_000;
const REMEMBERED_KEYS = 10_000;
/** Of keys that are not remembered, for one network: what somebody who guesses can have asked. */
const DEFAULT_GUESSES: Rate = { perSecond: 5, burst: 100 };
/** Questions to auth on their way, of all networks together. */
const MAX_QUESTIONS = 100;
/** Changes that come while a question is on its way make it be asked again. */
const MAX_ATTEMPTS = 3;

export interface ApiKeysOptions {
  /** Asks auth, which knows keys. */
  readonly introspect: (apiKey: string) => Promise<IntrospectApiKeyResponse>;
  readonly trust: Pick<KeyTrust, 'hasChanged'>;
  readonly metrics: Pick<Metrics, 'count'>;
  readonly guesses?: Rate;
  /** The clock by which answers age; that of `trust`. Default: `performance.now`. */
  readonly now?: () => number;
}

export interface ApiKeys {
  /**
   * @param clientAddress whose guesses are counted; left out where the key was admitted before
   * @throws AppError UNAUTHENTICATED for a key that is not good, RATE_LIMITED and UNAVAILABLE where it cannot be asked about
   */
  identify(apiKey: string, clientAddress?: string): Promise<Identity>;
}

/** What auth said of one key. */
interface Known extends KeyFacts {
  readonly verdict: { readonly identity: Identity; readonly expiresAt: number } | { readonly refusal: string };
  /** By `performance.now()`. */
  refreshAt: number;
}

/**
 * Turns API keys into identities. Each is asked about once and then remembered by its hash, until something is pushed
 * that the answer rests on. What cannot be a key is refused without asking.
 */
export function createApiKeys(options: ApiKeysOptions): ApiKeys {
  const { introspect, trust, metrics, guesses = DEFAULT_GUESSES, now = () => performance.now() } = options;
  // Apart, so that guesses do not crowd out the keys that are in use.
  const admitted = new LRUCache<string, Known>({ max: REMEMBERED_KEYS });
  const refusedOnes = new LRUCache<string, Known>({ max: REMEMBERED_KEYS });
  const questions = new Map<string, Promise<Known>>();
  const buckets = createTokenBuckets();

  return {
    async identify(apiKey, clientAddress) {
      if (!isWellFormedApiKey(apiKey)) throw refused(MALFORMED);
      const digest = hash('sha256', apiKey, 'base64');
      const known = admitted.get(digest) ?? refusedOnes.get(digest);
      if (!known || !isCurrent(known)) {
        // One that was good before is no guess.
        if (clientAddress !== undefined && !admitted.has(digest)) countGuess(clientAddress);
        return identityOf(await learn(digest, apiKey));
      }
      refreshBeside(known, digest, apiKey);
      return identityOf(known);
    },
  };

  function isCurrent(known: Known): boolean {
    const ageMs = now() - known.askedAt;
    return ageMs < ('identity' in known.verdict ? REMEMBER_MS : REMEMBER_REFUSED_MS) && !trust.hasChanged(known);
  }

  function countGuess(clientAddress: string): void {
    const { passed, waitMs } = buckets.take(networkOf(clientAddress), guesses, 1);
    if (passed) return;
    const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1_000));
    throw new AppError('RATE_LIMITED', 'Too many API keys that are not known here. Wait, then send one that is.', { retryAfterSeconds });
  }

  async function learn(digest: string, apiKey: string): Promise<Known> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const known = await (questions.get(digest) ?? ask(digest, apiKey));
      if (!trust.hasChanged(known)) return known;
    }
    throw unavailable();
  }

  function refreshBeside(known: Known, digest: string, apiKey: string): void {
    if (!('identity' in known.verdict) || now() < known.refreshAt) return;
    known.refreshAt = now() + REFRESH_MS;
    // What was said before holds where this fails; the failure is counted.
    if (!questions.has(digest)) ask(digest, apiKey).catch(() => undefined);
  }

  function ask(digest: string, apiKey: string): Promise<Known> {
    if (questions.size >= MAX_QUESTIONS) return Promise.reject(unavailable());
    const question = put(digest, apiKey).finally(() => questions.delete(digest));
    questions.set(digest, question);
    return question;
  }

  async function put(digest: string, apiKey: string): Promise<Known> {
    const askedAt = now();
    const answer = await introspect(apiKey).catch((): never => {
      metrics.count('tessera_gateway_api_key_checks_total', { outcome: 'failed' });
      throw unavailable();
    });
    metrics.count('tessera_gateway_api_key_checks_total', { outcome: answer.active ? 'active' : 'refused' });
    const known = knownFrom(answer, askedAt);
    admitted.delete(digest);
    refusedOnes.delete(digest);
    ('identity' in known.verdict ? admitted : refusedOnes).set(digest, known);
    return known;
  }
}

function knownFrom(answer: IntrospectApiKeyResponse, askedAt: number): Known {
  const { apiKeyId, userId, tenantId, scopes, expiresAtMs: expiresAt, reason } = answer;
  const facts = { apiKeyId, userId, tenantId, askedAt, refreshAt: askedAt + REFRESH_MS };
  const role = TENANT_ROLES.find((each) => each === answer.role);
  if (!answer.active || !role) return { ...facts, verdict: { refusal: REASONS.get(reason) ?? UNKNOWN } };
  // Audits tell a key's deeds by its id, as a person's by the session.
  const identity: Identity = { userId, sessionId: apiKeyId, tenantId, role, scopes };
  return { ...facts, verdict: { identity, expiresAt } };
}

function identityOf({ verdict }: Known): Identity {
  if ('refusal' in verdict) throw refused(verdict.refusal);
  if (Date.now() >= verdict.expiresAt) throw refused(EXPIRED);
  return verdict.identity;
}

const MALFORMED = 'This is no API key: it was cut off or mistyped. Copy it whole, as `createApiKey` showed it.';
const UNKNOWN = 'There is no such API key here. Make one with `createApiKey`.';
const EXPIRED = 'This API key has expired. Make a new one with `createApiKey`.';
/** By the reason that auth gives. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['REVOKED', 'This API key was revoked. Make a new one with `createApiKey`.'],
  ['EXPIRED', EXPIRED],
  ['USER_DISABLED', 'Whoever made this API key is disabled. Another member can make one with `createApiKey`.'],
  ['NOT_A_MEMBER', 'Whoever made this API key belongs to the tenant no more. A member can make one with `createApiKey`.'],
  ['TENANT_NOT_ACTIVE', 'The tenant of this API key is not active. Ask its owner.'],
]);

const refused = (message: string) => new AppError('UNAUTHENTICATED', message);
const unavailable = () => new AppError('UNAVAILABLE', 'API keys cannot be checked just now. Try again shortly.', { service: 'auth' });
