import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import type { LogEvent } from './log-event.ts';

/** What the first entry of a chain names as its predecessor. */
export const GENESIS_HASH = '0'.repeat(64);

/** The end of a chain: entries so far, and the hash of the last one. */
export interface ChainHead {
  readonly sequence: bigint;
  readonly hash: string;
}

export const EMPTY_CHAIN: ChainHead = { sequence: 0n, hash: GENESIS_HASH };

/** What an audit entry says, and all of it is under the hash. */
export interface AuditFacts extends Omit<LogEvent, 'operation'> {
  readonly id: string;
  readonly sequence: bigint;
  readonly service: string;
  readonly operation: string;
}

export interface AuditLink extends AuditFacts {
  readonly previousHash: string;
  readonly hash: string;
}

/** SHA-256 over the previous hash and the entry in canonical JSON, hexadecimal. */
export function linkHash(previousHash: string, facts: AuditFacts): string {
  const { id, tenantId, sequence, service, sourceId, entity, entityId, operation } = facts;
  const { actorId, actReason, requestId, recordedAt, before, after } = facts;
  const text = canonicalJson({
    id, tenantId, sequence: sequence.toString(), service, sourceId, entity, entityId, operation,
    actorId, actReason, requestId, recordedAt: recordedAt.toISOString(), before, after,
  });
  return createHash('sha256').update(previousHash).update('\n').update(text).digest('hex');
}

/** The entries that events of one tenant add to its chain, in their order. */
export function extendChain(
  head: ChainHead,
  service: string,
  events: readonly LogEvent[],
  newId: () => string,
): { head: ChainHead; links: AuditLink[] } {
  const links: AuditLink[] = [];
  let end = head;
  for (const event of events) {
    const facts: AuditFacts = { ...event, id: newId(), service, sequence: end.sequence + 1n };
    const hash = linkHash(end.hash, facts);
    links.push({ ...facts, previousHash: end.hash, hash });
    end = { sequence: facts.sequence, hash };
  }
  return { head: end, links };
}

/** Where and why a chain is broken. */
export interface Break {
  readonly at: bigint;
  readonly reason: string;
}

/** Checks that entries follow on `head` without a gap and say what was hashed. Null when they do. */
export function findBreak(head: ChainHead, links: readonly AuditLink[]): Break | null {
  let end = head;
  for (const link of links) {
    const expected = end.sequence + 1n;
    if (link.sequence !== expected) return { at: expected, reason: 'The entry is missing.' };
    if (link.previousHash !== end.hash) {
      return { at: expected, reason: 'The entry does not follow on the one before it.' };
    }
    if (link.hash !== linkHash(end.hash, link)) return { at: expected, reason: 'The entry is not what was written.' };
    end = { sequence: link.sequence, hash: link.hash };
  }
  return null;
}
