import { hkdfSync } from 'node:crypto';

/** Tells root keys apart, and nothing of the keys: what was made with one root key bears its fingerprint. */
export function rootFingerprint(root: Uint8Array): string {
  return Buffer.from(hkdfSync('sha256', root, 'tessera/fingerprint/v1', '', 12)).toString('base64url');
}
