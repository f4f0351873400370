import { hash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** Says what a leaked string is, to people and to secret scanners. */
const MARK = 'tsk_';
const ID_LENGTH = 12;
/** 190 random bits. */
const SECRET_LENGTH = 32;
/** 32 bits, as digits of our alphabet. */
const CHECKSUM_LENGTH = 6;
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const KEY = new RegExp(`^(${MARK}[0-9A-Za-z]{${ID_LENGTH}})_[0-9A-Za-z]{${SECRET_LENGTH + CHECKSUM_LENGTH}}$`);

/** What is kept of an API key. Plain SHA-256 is enough for what nobody can guess. */
export type ApiKeyHash = Uint8Array<ArrayBuffer>;

export interface NewApiKey {
  /** `tsk_<id>_<random><checksum>`; shown once. */
  readonly secret: string;
  /** `tsk_<id>`: tells keys apart in a list. */
  readonly prefix: string;
  readonly hash: ApiKeyHash;
}

export function newApiKey(): NewApiKey {
  const prefix = MARK + randomText(ID_LENGTH);
  const unchecked = `${prefix}_${randomText(SECRET_LENGTH)}`;
  const secret = unchecked + checksumOf(unchecked);
  return { secret, prefix, hash: hashOf(secret) };
}

/** Whether a credential is meant to be an API key, right or wrong. */
export function looksLikeApiKey(credential: string): boolean {
  return credential.startsWith(MARK);
}

/** Whether it can have been issued: what is cut off or mistyped is told without asking anybody. */
export function isWellFormedApiKey(text: string): boolean {
  const body = text.slice(0, -CHECKSUM_LENGTH);
  return KEY.test(text) && text.slice(-CHECKSUM_LENGTH) === checksumOf(body);
}

/** The hash to look a key up by. Null when the text cannot be a key. */
export function apiKeyHash(text: string): ApiKeyHash | null {
  return isWellFormedApiKey(text) ? hashOf(text) : null;
}

function hashOf(secret: string): ApiKeyHash {
  return Uint8Array.from(hash('sha256', secret, 'buffer'));
}

/** Each character equally likely. */
function randomText(length: number): string {
  const fair = 256 - (256 % ALPHABET.length);
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < fair && text.length < length) text += ALPHABET[byte % ALPHABET.length];
    }
  }
  return text;
}

function checksumOf(text: string): string {
  let rest = crc32(text);
  let digits = '';
  while (digits.length < CHECKSUM_LENGTH) {
    digits = ALPHABET[rest % ALPHABET.length] + digits;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return digits;
}
