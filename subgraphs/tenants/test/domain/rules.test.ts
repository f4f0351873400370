import { describe, expect, it } from '@jest/globals';
import { backoffMs } from '../../src/domain/backoff.ts';
import { isCountry, isEmail, isLocale, isPhone, isTimeZone, isWebsite } from '../../src/domain/contact.ts';
import { isLastOwner, isMemberRole, mayManage, type MemberRole } from '../../src/domain/member-rules.ts';
import { slugProblem } from '../../src/domain/slug.ts';

const ROLES: MemberRole[] = ['OWNER', 'ADMIN', 'MEMBER', 'VIEWER', 'AUDITOR'];

describe('slugs', () => {
  it.each(['ab', 'demo001', 'acme-eu', 'a1-b2-c3', 'x'.repeat(63)])('accepts %s', (slug) => {
    expect(slugProblem(slug)).toBeNull();
  });

  it.each(['', 'a', 'Acme', 'acme_eu', '-acme', 'acme-', 'a--b', 'ä-b', 'acme eu', 'acme\n', 'x'.repeat(64)])(
    'refuses %j',
    (slug) => {
      expect(slugProblem(slug)).toMatch(/lower-case letters/);
    },
  );

  it('keeps names of the platform itself', () => {
    expect(slugProblem('graphql')).toMatch(/reserved/);
  });
});

describe('who manages members', () => {
  it.each([
    ['SUPERADMIN', ROLES],
    ['OWNER', ROLES],
    ['ADMIN', ['ADMIN', 'MEMBER', 'VIEWER', 'AUDITOR']],
    ['MEMBER', []],
    ['VIEWER', []],
    ['AUDITOR', []],
  ])('%s manages %j', (actor, managed) => {
    expect(ROLES.filter((role) => mayManage(actor, role))).toEqual(managed);
  });

  it('knows SUPERADMIN as no role of a member', () => {
    expect(isMemberRole('SUPERADMIN')).toBe(false);
    expect(ROLES.every(isMemberRole)).toBe(true);
  });

  it('tells the last owner from one of several', () => {
    expect(isLastOwner(['a'], 'a')).toBe(true);
    expect(isLastOwner(['a', 'b'], 'a')).toBe(false);
    expect(isLastOwner(['a'], 'b')).toBe(false);
  });
});

describe('particulars', () => {
  it.each([
    [
      isEmail,
      ['ada@acme.example', "o'neil+x@mail.acme.example"],
      ['ada', 'ada@acme', '@acme.example', 'a b@acme.example', `${'a'.repeat(250)}@b.cd`],
    ],
    [isPhone, ['+41 44 123 45 67', '030/123456'], ['call me', '+', '12', '+1'.repeat(40)]],
    [isCountry, ['CH', 'US'], ['ch', 'XX', 'EU', 'Switzerland', '']],
    [
      isWebsite,
      ['https://acme.example', 'http://acme.example/x'],
      ['acme.example', 'javascript:alert(1)', 'ftp://acme.example'],
    ],
    [isLocale, ['de-CH', 'en'], ['', 'x', 'deutsch_CH']],
    [isTimeZone, ['Europe/Zurich', 'UTC'], ['', 'Mars/Olympus']],
  ])('%p tells good from bad', (check, good, bad) => {
    expect(good.filter((text) => !check(text))).toEqual([]);
    expect(bad.filter((text) => check(text))).toEqual([]);
  });
});

describe('the wait between attempts', () => {
  it('doubles from one second to five minutes', () => {
    const waits = [1, 2, 3, 9, 10, 1_000].map((attempt) => backoffMs(attempt, 0));
    expect(waits).toEqual([1_000, 2_000, 4_000, 256_000, 300_000, 300_000]);
  });

  it('is spread by up to a quarter', () => {
    expect(backoffMs(3, 1)).toBe(3_000);
  });
});
