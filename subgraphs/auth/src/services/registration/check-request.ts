import { createHash } from 'node:crypto';
import { badInput } from '@tessera/errors';
import { normaliseEmail } from '../../domain/normalise-email.ts';
import { passwordFault } from '../../domain/password-rules.ts';
import type { CompanyDetails } from '../../domain/registration.ts';

export interface RegisterInput extends CompanyDetails {
  readonly email: string;
  readonly password: string;
  readonly idempotencyKey: string;
}

/** A request to register, as far as auth can check it. */
export interface RegistrationRequest {
  readonly idempotencyKey: string;
  /** Normalised. */
  readonly email: string;
  readonly password: string;
  readonly company: CompanyDetails;
  /** SHA-256 of all but key and password: whether a repeated request is the same one. */
  readonly hash: Uint8Array<ArrayBuffer>;
}

const KEY = /^[\x21-\x7e]{16,200}$/;
/** Bounds what is stored; tenants knows what each value may be. */
const MAX_LENGTH = 200;

/** @throws AppError BAD_USER_INPUT */
export function checkRequest({ idempotencyKey, password, ...input }: RegisterInput): RegistrationRequest {
  checkKey(idempotencyKey);
  const { email: address, ...company } = input;
  const email = normaliseEmail(address);
  if (email === null) throw badInput('input.email', 'This is not an e-mail address.');
  for (const [field, value] of Object.entries(company)) checkText(`input.${field}`, value);
  const fault = passwordFault(password, email);
  if (fault !== null) throw badInput('input.password', fault);
  return { idempotencyKey, email, password, company, hash: hashOf(email, company) };
}

/** @throws AppError BAD_USER_INPUT for a key that could be guessed, or not be stored */
export function checkKey(idempotencyKey: string): void {
  if (!KEY.test(idempotencyKey)) {
    throw badInput('idempotencyKey', 'Send 16 to 200 printable characters without blanks, a random UUID for example.');
  }
}

/** @throws AppError BAD_USER_INPUT for a text that cannot be stored */
export function checkText(field: string, value: string | null): void {
  if (value !== null && value.length > MAX_LENGTH) throw badInput(field, `Use at most ${MAX_LENGTH} characters.`);
  if (value?.includes('\0')) throw badInput(field, 'Leave out the character NUL.');
}

/** The password is compared with the stored hash instead: nothing faster to guess by is kept. */
function hashOf(email: string, company: CompanyDetails): Uint8Array<ArrayBuffer> {
  const { companyName, slug, country, displayName, phone, locale, timeZone } = company;
  const facts = JSON.stringify([email, companyName, slug, country, displayName, phone, locale, timeZone]);
  return Uint8Array.from(createHash('sha256').update(facts).digest());
}
