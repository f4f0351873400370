import { createHmac, hkdfSync } from 'node:crypto';
import type { DatabaseRole, ServiceKeyring } from './keyring.ts';

const KEY_BYTES = 32;
/** HKDF's salt: it need not be secret, and sets these keys apart from any other use of the same root. */
const SALT = 'tessera/keyring/v1';

/**
 * Derives one process's keyring from the root secret by HKDF-SHA-256 (RFC 5869). The same root gives the same keys, so
 * nothing but the root has to be kept.
 * @param root at least 32 random bytes
 * @param service a subgraph's name, or `gateway`
 * @param peers every service that this one may call
 */
export function deriveKeyring(root: Uint8Array, service: string, peers: readonly string[]): ServiceKeyring {
  const shared = { service, rpc: rpcKey(root, service), credentials: credentialsOf(root, service, peers) };
  const signingRoot = derive(root, 'signing-root');
  if (service === 'gateway') return { ...shared, signingRoot };
  return {
    ...shared,
    signing: subgraphSigningKey(signingRoot, service),
    database: {
      app: databasePassword(root, service, 'app'),
      platform: databasePassword(root, service, 'platform'),
      tail: databasePassword(root, service, 'tail'),
    },
    encryption: derive(root, `encryption:${service}`),
  };
}

/** The password of one role of one service's database. */
export function databasePassword(root: Uint8Array, service: string, role: DatabaseRole): string {
  return derive(root, `database:${service}:${role}`);
}

/** What `caller` shows to the service that holds `calleeRpcKey`, which can compute it for any caller. */
export function callerCredential(calleeRpcKey: string, caller: string): string {
  return createHmac('sha256', Buffer.from(calleeRpcKey, 'base64url')).update(`caller:${caller}`).digest('base64url');
}

/** The key that the gateway signs requests to one subgraph with; a subgraph cannot derive another's. */
export function subgraphSigningKey(signingRoot: string, subgraph: string): string {
  return derive(Buffer.from(signingRoot, 'base64url'), `signing:${subgraph}`);
}

function credentialsOf(root: Uint8Array, service: string, peers: readonly string[]): Record<string, string> {
  const others = peers.filter((peer) => peer !== service);
  return Object.fromEntries(others.map((peer) => [peer, callerCredential(rpcKey(root, peer), service)]));
}

const rpcKey = (root: Uint8Array, service: string) => derive(root, `rpc:${service}`);

function derive(secret: Uint8Array, purpose: string): string {
  if (secret.length < KEY_BYTES) throw new Error(`A root secret has at least ${KEY_BYTES} bytes.`);
  return Buffer.from(hkdfSync('sha256', secret, SALT, purpose, KEY_BYTES)).toString('base64url');
}
