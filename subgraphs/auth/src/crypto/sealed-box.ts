import { createCipheriv, createDecipheriv, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const IV_BYTES = 12;
/** Stated, because Node accepts tags of 4 bytes otherwise. */
const TAG_BYTES = 16;
const VERSION = 'v1';

export interface SealedBox {
  /** Encrypts `plain`; `label` is authenticated with it, so that a sealed value cannot be put under another name. */
  seal(plain: Uint8Array, label: string): string;
  /** @throws when the value was altered, belongs to another label, or was sealed with another key */
  open(sealed: string, label: string): Buffer;
}

/**
 * AES-256-GCM for what rests in the database. The text is `v1.<iv>.<tag>.<ciphertext>`, each base64url.
 * @param encryption 32 bytes as base64url, from the service's keyring
 * @throws when the key is missing or of another length
 */
export function createSealedBox(encryption: string | undefined): SealedBox {
  const key = readKey(encryption);
  return {
    seal(plain, label) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(label));
      const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
      return [VERSION, ...[iv, cipher.getAuthTag(), ciphertext].map((part) => part.toString('base64url'))].join('.');
    },
    open(sealed, label) {
      const [version, ...parts] = sealed.split('.');
      const [iv, tag, ciphertext] = parts.map((part) => Buffer.from(part, 'base64url'));
      if (version !== VERSION || !iv || !tag || !ciphertext) throw new Error(`What ${label} has sealed is malformed.`);
      const decipher = createDecipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(label)).setAuthTag(tag);
      return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
    },
  };
}

function readKey(encryption: string | undefined): KeyObject {
  const bytes = Buffer.from(encryption ?? '', 'base64url');
  if (bytes.length !== KEY_BYTES) {
    throw new Error('The keyring of auth has no `encryption` key of 32 bytes as base64url.');
  }
  return createSecretKey(bytes);
}
