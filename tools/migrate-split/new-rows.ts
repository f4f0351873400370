import { isBcryptHash } from '../../subgraphs/auth/src/crypto/bcrypt-hash.ts';
import { normaliseEmail } from '../../subgraphs/auth/src/domain/normalise-email.ts';
import { isCountry, isEmail, isPhone, isWebsite } from '../../subgraphs/tenants/src/domain/contact.ts';
import { slugOfName } from '../../subgraphs/tenants/src/domain/slug-of-name.ts';
import { slugProblem } from '../../subgraphs/tenants/src/domain/slug.ts';
import type { OldRow } from './old-schema.ts';

const LONGEST_NAME = 200;
const LONGEST_DISPLAY_NAME = 100;
const YES = new Set(['1', 't', 'true', 'y', 'yes', 'on']);
const NO = new Set(['0', 'f', 'false', 'n', 'no', 'off']);

/** What becomes of a row. `lost` names columns whose value Tessera would not take. */
interface Made {
  readonly lost: readonly string[];
}

export interface NewUser extends Made {
  /** Null when it is no address. */
  readonly email: string | null;
  readonly status: 'ACTIVE' | 'DISABLED';
  /** Null for a user who never had a password; undefined when it is none that can be verified. */
  readonly passwordHash: string | null | undefined;
  readonly displayName: string | null;
  readonly phone: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface NewCompany extends Made {
  /** Null when it is no line of text. */
  readonly name: string | null;
  /** Null when it is no address. */
  readonly contactEmail: string | null;
  /** Without regard to who has it. */
  readonly slug: string;
  readonly contactPhone: string | null;
  readonly country: string | null;
  readonly website: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** @param undated ISO 8601, for rows without a date */
export function toUser(row: OldRow, undated: string): NewUser {
  const lost: string[] = [];
  const hash = row['password_hash']?.trim() || null;
  const createdAt = keepMoment(row, 'created_at', lost) ?? undated;
  const names = [row['first_name'], row['last_name']].map((each) => each?.trim()).filter(Boolean).join(' ');
  return {
    email: normaliseEmail(row['email'] ?? ''),
    status: statusOf(row['is_active'], lost),
    passwordHash: hash === null || isBcryptHash(hash) ? hash : undefined,
    displayName: lineOf(names, LONGEST_DISPLAY_NAME),
    phone: keep(row, 'phone', isPhone, lost),
    createdAt,
    updatedAt: keepMoment(row, 'updated_at', lost) ?? createdAt,
    lost,
  };
}

/** @param undated ISO 8601, for rows without a date */
export function toCompany(row: OldRow, undated: string): NewCompany {
  const lost: string[] = [];
  const name = lineOf(row['name'] ?? '', LONGEST_NAME);
  const email = row['email']?.trim().toLowerCase() ?? '';
  const createdAt = keepMoment(row, 'created_at', lost) ?? undated;
  const slug = keep({ slug: row['slug']?.toLowerCase() ?? null }, 'slug', (text) => slugProblem(text) === null, lost);
  const country = keep({ country: row['country']?.toUpperCase() ?? null }, 'country', isCountry, lost);
  return {
    name,
    contactEmail: isEmail(email) ? email : null,
    slug: slug ?? usableSlug(name ?? ''),
    contactPhone: keep(row, 'phone', isPhone, lost),
    country,
    website: keep(row, 'website', isWebsite, lost),
    createdAt,
    updatedAt: keepMoment(row, 'updated_at', lost) ?? createdAt,
    lost,
  };
}

/** An account that was closed must not open by mistake: where it cannot be told, a SUPERADMIN has to enable the user. */
function statusOf(active: string | null | undefined, lost: string[]): NewUser['status'] {
  if (active === undefined) return 'ACTIVE';
  const text = active?.toLowerCase() ?? '';
  if (YES.has(text)) return 'ACTIVE';
  if (!NO.has(text)) lost.push('is_active');
  return 'DISABLED';
}

/** When a membership began. */
export function beganAt(row: OldRow, undated: string): string {
  return keepMoment(row, 'created_at', []) ?? undated;
}

/** A name may come to a slug that is the platform's own. */
function usableSlug(name: string): string {
  const slug = slugOfName(name);
  return slugProblem(slug) === null ? slug : `${slug}-company`;
}

function lineOf(text: string, longest: number): string | null {
  const line = text.trim();
  return line.length > 0 && line.length <= longest && !/\p{Cc}/u.test(line) ? line : null;
}

function keep(row: OldRow, column: string, holds: (text: string) => boolean, lost: string[]): string | null {
  const text = row[column]?.trim() || null;
  if (text === null || holds(text)) return text;
  lost.push(column);
  return null;
}

/** Databases print `2024-02-29 12:00:00.123456+00`, or without an offset, which is read as UTC. */
function keepMoment(row: OldRow, column: string, lost: string[]): string | null {
  const text = row[column] ?? null;
  if (text === null) return null;
  const [, day, time, offset] = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d+)?)(\+00(?::?00)?|Z)?$/.exec(text) ?? [];
  const moment = day && time ? new Date(`${day}T${time.slice(0, 12)}Z`) : null;
  if (moment && !Number.isNaN(moment.getTime()) && (offset === undefined || offset.length > 0)) return moment.toISOString();
  lost.push(column);
  return null;
}
