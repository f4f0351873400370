import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { AppError } from '@tessera/errors';

/** How old a signature may be, in seconds: long enough for a slow network, too short to be of use to who finds it. */
const TOLERANCE_S = 300;

/** The header that carries it: `t=<seconds since 1970>,v1=<hexadecimal HMAC-SHA-256 of "<t>.<body>">`. */
export const SIGNATURE_HEADER = 'tessera-signature';

/** The key that webhooks of the built-in provider are signed with, derived from the service's own. */
export function webhookKey(encryption: string | undefined): Buffer {
  if (!encryption) throw new Error('The keyring of billing has no key. Run `npm run keys`.');
  return Buffer.from(hkdfSync('sha256', Buffer.from(encryption, 'base64url'), '', 'tessera billing webhooks', 32));
}

/** Signs a body as of now. */
export function signWebhook(key: Buffer, body: Buffer, now: Date = new Date()): string {
  const time = Math.floor(now.getTime() / 1000);
  return `t=${time},v1=${digest(key, time, body).toString('hex')}`;
}

/**
 * Checks a signature. The time is under the HMAC, so that an old delivery cannot be sent again as a new one.
 * @throws AppError UNAUTHENTICATED
 */
export function checkSignature(key: Buffer, body: Buffer, signature: string | undefined, now: Date = new Date()): void {
  const [, time, hex] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(signature ?? '') ?? [];
  if (time === undefined || hex === undefined) throw refused('has no signature that can be read');
  if (!timingSafeEqual(digest(key, Number(time), body), Buffer.from(hex, 'hex'))) throw refused('is not signed by the provider');
  if (Math.abs(now.getTime() / 1000 - Number(time)) > TOLERANCE_S) throw refused('was signed too long ago');
}

function digest(key: Buffer, time: number, body: Buffer): Buffer {
  return createHmac('sha256', key).update(`${time}.`).update(body).digest();
}

function refused(why: string): AppError {
  return new AppError('UNAUTHENTICATED', `The webhook ${why}. Sign it anew and send it again.`);
}
