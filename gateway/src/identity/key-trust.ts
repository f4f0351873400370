import type { TrustEvent } from '@tessera/rpc';

/** Longer than the answer to any question about a key is remembered. */
const REMEMBER_MS = 11 * 60_000;
const SWEEP_EVERY_MS = 60_000;

/** What the answer to a question about an API key rests on. */
export interface KeyFacts {
  readonly apiKeyId: string;
  readonly userId: string;
  readonly tenantId: string;
  /** When it was asked, by `performance.now()`. */
  readonly askedAt: number;
}

/**
 * What was pushed about keys, their makers and their tenants. Only this process's own clock is looked at: whatever is
 * asked after a change was told sees that change, and whatever was asked before may not have.
 */
export interface KeyTrust {
  /** Whether something has changed since that the answer may rest on. */
  hasChanged(facts: KeyFacts): boolean;
  note(event: TrustEvent): void;
  /** Some changes may have been missed: nothing that was asked before counts. */
  noteAll(): void;
  stop(): void;
}

export function createKeyTrust(now: () => number = () => performance.now()): KeyTrust {
  const changed = new Map<string, number>();
  let allAt = -Infinity;
  const timer = setInterval(() => sweep(changed, now() - REMEMBER_MS), SWEEP_EVERY_MS);
  timer.unref();
  return {
    hasChanged({ apiKeyId, userId, tenantId, askedAt }) {
      if (allAt >= askedAt) return true;
      const subjects = [`key ${apiKeyId}`, `user ${userId}`, `tenant ${tenantId}`, `member ${userId} ${tenantId}`];
      return subjects.some((subject) => (changed.get(subject) ?? -Infinity) >= askedAt);
    },
    note(event) {
      const subject = subjectOf(event);
      if (subject) changed.set(subject, now());
    },
    noteAll() {
      allAt = now();
      changed.clear();
    },
    stop: () => clearInterval(timer),
  };
}

function subjectOf({ kind }: TrustEvent): string | null {
  switch (kind?.$case) {
    case 'apiKeyChanged':
      return `key ${kind.value.apiKeyId}`;
    case 'userRevoked':
      return `user ${kind.value.userId}`;
    case 'membershipChanged':
      return `member ${kind.value.userId} ${kind.value.tenantId}`;
    case 'tenantState':
      return `tenant ${kind.value.tenantId}`;
    default:
      return null;
  }
}

function sweep(changed: Map<string, number>, before: number): void {
  for (const [subject, at] of changed) if (at < before) changed.delete(subject);
}
