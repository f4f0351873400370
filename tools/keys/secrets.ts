import { randomBytes } from 'node:crypto';
import { deriveKeyring } from '@tessera/keyring';
import type { Secrets } from './environment-file.ts';

const KEY_BYTES = 32;

export const makeRootKey = (): Uint8Array => new Uint8Array(randomBytes(KEY_BYTES));

/** A root key as files and settings have it. */
export const rootKeyText = (root: Uint8Array): string => Buffer.from(root).toString('base64url');

/** What docker-compose.yml gives each service, by the name of its setting. */
export function keyringsOf(root: Uint8Array, services: readonly string[]): Secrets {
  const keyrings = [...services, 'gateway'].map((service) => {
    const name = `TESSERA_KEYRING_${service.toUpperCase().replaceAll('-', '_')}`;
    return [name, JSON.stringify(deriveKeyring(root, service, services))] as const;
  });
  return Object.fromEntries(keyrings);
}

/** Everything that docker-compose.yml asks for; the database server's password is new each time. */
export function secretsOf(root: Uint8Array, services: readonly string[]): Secrets {
  return {
    POSTGRES_PASSWORD: randomBytes(24).toString('base64url'),
    TESSERA_ROOT_KEY: rootKeyText(root),
    ...keyringsOf(root, services),
  };
}
