import { COMMON_PASSWORDS } from './common-passwords.ts';

export const MIN_PASSWORD_LENGTH = 12;
/** Bounds the work of hashing; longer than any passphrase that people type. */
export const MAX_PASSWORD_LENGTH = 128;

const FEWEST_DIFFERENT_CHARACTERS = 5;

/**
 * What is wrong with a new password, as a sentence that names the cure; null when nothing is. Length counts and obvious
 * choices are refused; composition rules are not made, https://pages.nist.gov/800-63-4/sp800-63b.html#passwordver
 */
export function passwordFault(password: string, email: string): string | null {
  const length = [...password].length;
  if (length < MIN_PASSWORD_LENGTH) return `Use at least ${MIN_PASSWORD_LENGTH} characters: a few words will do.`;
  if (length > MAX_PASSWORD_LENGTH) return `Use at most ${MAX_PASSWORD_LENGTH} characters.`;
  if (new Set(password).size < FEWEST_DIFFERENT_CHARACTERS) return 'Use more different characters.';
  const plain = password.toLowerCase();
  const [name = '', domain = ''] = email.split('@');
  if ([name, domain, domain.split('.')[0] ?? ''].some((part) => isMostOf(part, plain))) {
    return 'Use something that cannot be told from your e-mail.';
  }
  if (isCommon(plain)) return 'Use something less common: this one is among the first that are tried.';
  return null;
}

/** NFKC, so that a password typed on another keyboard gives the same bytes to hash (NIST SP 800-63B, 3.1.1.2). */
export function canonicalPassword(password: string): string {
  return password.normalize('NFKC');
}

function isMostOf(part: string, password: string): boolean {
  return part.length >= 4 && password.includes(part) && password.length - part.length < MIN_PASSWORD_LENGTH / 2;
}

/** A common password, also with digits or punctuation round it or written twice. */
function isCommon(password: string): boolean {
  const core = password.replace(/^[^a-z]+|[^a-z]+$/g, '');
  const half = password.slice(0, password.length / 2);
  const written = half + half === password ? half : password;
  return [password, core, written].some((each) => COMMON_PASSWORDS.has(each));
}
