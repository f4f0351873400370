import { describe, expect, it } from '@jest/globals';
import { EMPTY_CHAIN, extendChain, findBreak, type AuditLink } from '../../src/domain/audit-chain.ts';
import { canonicalJson } from '../../src/domain/canonical-json.ts';
import { event } from './events.ts';

let ids = 0;
const newId = () => `0198c000-0000-7000-8000-${String((ids += 1)).padStart(12, '0')}`;

function chainOf(length: number) {
  const events = Array.from({ length }, (_, n) => event(null, { name: `row ${n}`, n }));
  return extendChain(EMPTY_CHAIN, 'crm', events, newId);
}

describe('an audit chain', () => {
  it('is intact as it was written, and goes on where it ended', () => {
    const first = chainOf(3);
    const second = extendChain(first.head, 'auth', [event({}, null)], newId);
    expect(findBreak(EMPTY_CHAIN, [...first.links, ...second.links])).toBeNull();
    expect(second.head.sequence).toBe(4n);
  });

  it.each<[string, (links: AuditLink[]) => AuditLink[]]>([
    ['a value was changed', (links) => links.map((link, n) => (n === 1 ? { ...link, after: { name: 'forged' } } : link))],
    ['an actor was changed', (links) => links.map((link, n) => (n === 1 ? { ...link, actorId: newId() } : link))],
    ['a time was changed', (links) => links.map((link, n) => (n === 1 ? { ...link, recordedAt: new Date(0) } : link))],
    ['an entry was taken out', (links) => links.filter((_, n) => n !== 1)],
    ['entries were exchanged', ([a, b, c]) => [a!, { ...c!, sequence: 2n }, { ...b!, sequence: 3n }]],
  ])('is broken at the second entry when %s', (_, forge) => {
    expect(findBreak(EMPTY_CHAIN, forge(chainOf(3).links))).toMatchObject({ at: 2n });
  });

  it('is broken when an entry was replaced together with its hash', () => {
    const { links } = chainOf(3);
    const forged = extendChain({ sequence: 1n, hash: links[0]!.hash }, 'crm', [event(null, { forged: true })], newId);
    expect(findBreak(EMPTY_CHAIN, [links[0]!, forged.links[0]!, links[2]!])).toMatchObject({ at: 3n });
  });
});

it('canonical JSON does not depend on the order of members, and keeps that of lists', () => {
  expect(canonicalJson({ b: [2, 1, { z: null, a: 'ü' }], a: 1.5 })).toBe('{"a":1.5,"b":[2,1,{"a":"ü","z":null}]}');
  expect(canonicalJson(null)).toBe('null');
});
