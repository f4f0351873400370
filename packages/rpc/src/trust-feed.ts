import { createFeed, type Feed, type FeedOptions } from './feed.ts';
import type { TrustEvent } from './generated/tessera/v1/trust.ts';

/** `SELECT pg_notify(TRUST_CHANNEL, trustPayload(change))` inside the transaction that makes the change. */
export const TRUST_CHANNEL = 'tessera_trust';

const CHANGES = ['sessionRevoked', 'userRevoked', 'membershipChanged', 'tenantState', 'apiKeyChanged'] as const;
export type TrustChange = Extract<NonNullable<TrustEvent['kind']>, { $case: (typeof CHANGES)[number] }>;

/** The payload of a notification on TRUST_CHANNEL. */
export function trustPayload(change: TrustChange): string {
  return JSON.stringify(change);
}

/**
 * `snapshot` tells everything that still matters: revocations of tokens that could still be alive, tenants that are not
 * ACTIVE.
 */
export type TrustFeedOptions = Pick<FeedOptions<TrustEvent>, 'connection' | 'snapshot' | 'onError'>;

export type TrustFeed = Feed<TrustEvent>;

/** The feed behind `Trust.Watch`: a snapshot, its end, and then each change as it commits. */
export function createTrustFeed({ connection, snapshot, onError }: TrustFeedOptions): TrustFeed {
  return createFeed<TrustEvent>({
    connection,
    channel: TRUST_CHANNEL,
    snapshot: async () => [...(await snapshot()), { kind: { $case: 'snapshotComplete', value: {} } }],
    read(payload) {
      const kind = parseChange(payload);
      if (kind) return [{ kind }];
      onError?.(new Error(`A notification on ${TRUST_CHANNEL} is not a change of trust: ${payload.slice(0, 200)}`));
      return [];
    },
    heartbeat: { kind: { $case: 'heartbeat', value: {} } },
    onError,
  });
}

function parseChange(payload: string): TrustChange | undefined {
  try {
    const change = JSON.parse(payload) as TrustChange;
    return CHANGES.includes(change.$case) && typeof change.value === 'object' ? change : undefined;
  } catch {
    return undefined;
  }
}
