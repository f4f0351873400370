import { AppError } from '@tessera/errors';
import type { GraphQLError } from 'graphql';
import { toGraphQLError } from '../errors.ts';
import type { RateStanding } from './rate.ts';

/**
 * The standing of a caller as `RateLimit-Policy` and `RateLimit`
 * (https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/): each limit's points and window in seconds,
 * and the points that are left and the seconds until all are there again.
 */
export function rateHeaders(standings: readonly RateStanding[]): Record<string, string> {
  if (standings.length === 0) return {};
  let policy = '';
  let left = '';
  for (const { subject, rate, state } of standings) {
    const separator = policy === '' ? '' : ', ';
    policy += `${separator}"${subject}";q=${rate.burst};w=${windowOf(rate)}`;
    left += `${separator}"${subject}";r=${state.remaining};t=${Math.ceil(state.fullInMs / 1_000)}`;
  }
  return { 'ratelimit-policy': policy, ratelimit: left };
}

const windowOf = ({ burst, perSecond }: RateStanding['rate']) => Math.max(1, Math.ceil(burst / perSecond));

/** RATE_LIMITED, with how long to wait until each limit that refused would let the same request pass. */
export function rateLimited(standings: readonly RateStanding[]): GraphQLError {
  const waitMs = Math.max(...standings.map(({ state }) => state.waitMs));
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1_000));
  const message = 'Too many requests. Wait, then go on more slowly.';
  const error = toGraphQLError(new AppError('RATE_LIMITED', message, { retryAfterSeconds }));
  const { headers } = error.extensions['http'] as { headers: Map<string, string> };
  for (const [name, value] of Object.entries(rateHeaders(standings))) headers.set(name, value);
  return error;
}
