import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chooseMembership, keepMembership, type Membership } from '../src/domain/choose-membership.ts';
import { normaliseEmail, normaliseEmailPrefix } from '../src/domain/normalise-email.ts';
import { passwordFault } from '../src/domain/password-rules.ts';
import { LEASE_MS, retryAfterMs } from '../src/domain/registration.ts';
import { authRecordScope } from '../src/domain/row-scope.ts';

describe('an e-mail', () => {
  it.each([
    ['John.Doe@Demo.com', 'john.doe@demo.com'],
    ['  ann@example.com\n', 'ann@example.com'],
    ['ann+tag@example.com', 'ann+tag@example.com'],
    ['ann＠example.com', 'ann@example.com'],
    ['ann@BÜCHER.example', 'ann@xn--bcher-kva.example'],
    ['ANN@localhost', 'ann@localhost'],
  ])('%j is kept as %j', (written, kept) => expect(normaliseEmail(written)).toBe(kept));

  it.each([
    '',
    'ann',
    'ann@',
    '@example.com',
    'a@b@c',
    'a b@example.com',
    'ann@exa mple.com',
    'ann@-x.com',
    'a\u0000@b.c',
    '"ann"@example.com',
    `${'a'.repeat(65)}@example.com`,
    `ann@${'a.'.repeat(130)}com`,
  ])('%j is none', (written) => expect(normaliseEmail(written)).toBeNull());

  it.each([
    [' Ann', 'ann'],
    ['ann@', 'ann@'],
    // No part of an address of the internet: the domain goes on, as in 1and1.example.
    ['ann@1', 'ann@1'],
    ['ann@BÜCHER.example', 'ann@xn--bcher-kva.example'],
  ])('begins, as %j is kept, with %j', (written, kept) => expect(normaliseEmailPrefix(written)).toBe(kept));

  it('has one spelling only', () => {
    const anyName = fc.string({ unit: 'grapheme' }).map((name) => `${name}@example.com`);
    fc.assert(
      fc.property(fc.oneof(fc.emailAddress(), anyName), (written) => {
        const kept = normaliseEmail(written);
        if (kept !== null) expect(normaliseEmail(kept)).toBe(kept);
      }),
    );
  });
});

describe('a new password', () => {
  it.each([
    'tulips under a wide sky',
    'Zk4-pQ9_vL2mX7',
    'пароль из нескольких слов',
    '🌷🌳🌵🌾🍀🍁🍂🍃🌿🌱🌲🌴',
  ])('may be %j', (password) => expect(passwordFault(password, 'ann@example.com')).toBeNull());

  it.each([
    'short',
    'aaaaaaaaaaaaaaa',
    'xyxyxyxyxyxyxy',
    'a'.repeat(129),
    'Password123!',
    'passwordpassword',
    '1234567890123',
    'qwertyuiopas',
    'annalena.b12',
  ])('may not be %j', (password) => expect(passwordFault(password, 'annalena.b@example.com')).not.toBeNull());
});

describe('the membership that a login is for', () => {
  const north: Membership = { tenantId: 'n', tenantSlug: 'north', role: 'OWNER', tenantStatus: 'ACTIVE' };
  const south: Membership = { tenantId: 's', tenantSlug: 'south', role: 'VIEWER', tenantStatus: 'SUSPENDED' };
  const gone: Membership = { tenantId: 'g', tenantSlug: 'gone', role: 'OWNER', tenantStatus: 'DELETED' };

  it('is the named one, or the only one', () => {
    expect(chooseMembership([north, south], 'north', false)).toEqual({ tenantId: 'n', role: 'OWNER' });
    expect(chooseMembership([north], null, false)).toEqual({ tenantId: 'n', role: 'OWNER' });
    expect(chooseMembership([north, gone], null, false)).toEqual({ tenantId: 'n', role: 'OWNER' });
  });

  it('is refused without a choice, without a membership, and in a tenant that is not active', () => {
    expect(chooseMembership([north, south], null, false)).toEqual({ refused: 'TENANT_CHOICE_NEEDED' });
    expect(chooseMembership([], null, false)).toEqual({ refused: 'NO_MEMBERSHIP' });
    expect(chooseMembership([north], 'south', false)).toEqual({ refused: 'NOT_A_MEMBER' });
    expect(chooseMembership([gone], 'gone', false)).toEqual({ refused: 'NOT_A_MEMBER' });
    expect(chooseMembership([south], 'south', false)).toEqual({ refused: 'TENANT_NOT_ACTIVE', tenantId: 's' });
  });

  it('is the platform role for an administrator who names no tenant', () => {
    expect(chooseMembership([north], null, true)).toEqual({ tenantId: null, role: 'SUPERADMIN' });
    expect(chooseMembership([north], 'north', true)).toEqual({ tenantId: 'n', role: 'OWNER' });
  });

  it('lasts while it is there and its tenant is active', () => {
    expect(keepMembership([north, south], 'n')).toEqual({ tenantId: 'n', role: 'OWNER' });
    expect(keepMembership([south], 's')).toEqual({ refused: 'TENANT_NOT_ACTIVE', tenantId: 's' });
    expect(keepMembership([south], 'n')).toEqual({ refused: 'NOT_A_MEMBER' });
  });
});

describe('auth records', () => {
  it('are all of the tenant’s, one’s own, or none, by role', () => {
    const scopes = ['SUPERADMIN', 'OWNER', 'ADMIN', 'MEMBER', 'VIEWER', 'AUDITOR'].map(authRecordScope);
    expect(scopes).toEqual(['all', 'all', 'all', 'own', 'own', null]);
  });
});

describe('the pause after a failed attempt at a registration', () => {
  it('doubles from half a second to eight, less up to a quarter', () => {
    expect([1, 2, 3, 4, 5, 6, 1_000].map((attempt) => retryAfterMs(attempt, 0))).toEqual([
      500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000,
    ]);
    expect(retryAfterMs(5, 1)).toBe(6_000);
  });

  it('leaves time within half a minute for a dead process\'s lease to end', () => {
    expect(LEASE_MS + 2 * retryAfterMs(1_000, 0)).toBeLessThan(30_000);
  });
});
