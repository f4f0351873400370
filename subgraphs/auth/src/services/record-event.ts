import { v7 } from 'uuid';
import type { AuthEventKind } from '../../../../prisma/auth/client/client.ts';
import type { Scope, Tx } from './scope.ts';

/** Longer ones come from broken or malicious clients. */
const MAX_USER_AGENT = 500;

/** Which request it is, and where that came from. */
export type Origin = Pick<Scope, 'requestId' | 'address' | 'userAgent'>;

export interface EventFacts {
  readonly kind: AuthEventKind;
  readonly succeeded: boolean;
  readonly reason?: string;
  readonly userId?: string | null;
  readonly email?: string | null;
  readonly tenantId?: string | null;
  readonly sessionId?: string | null;
}

/**
 * Records what happened, with where the request came from. Give the transaction that makes the change, so that the one
 * does not exist without the other. No password, token or hash is ever passed in here.
 */
export async function recordEvent(
  scope: Origin,
  tx: Pick<Tx, 'authEvent'>,
  facts: EventFacts,
): Promise<void> {
  const { requestId, address, userAgent } = scope;
  await tx.authEvent.createMany({
    data: [{ id: v7(), ...facts, requestId, address, userAgent: userAgent?.slice(0, MAX_USER_AGENT) ?? null }],
  });
}

/** Records a refusal on its own: what was refused changes nothing else. */
export function recordRefusal(
  scope: Origin & Pick<Scope, 'db'>,
  facts: Omit<EventFacts, 'succeeded'>,
): Promise<void> {
  return scope.db.query((prisma) => recordEvent(scope, prisma, { ...facts, succeeded: false }));
}
