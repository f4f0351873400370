import { createHmac, hash, randomUUID, timingSafeEqual, type KeyObject } from 'node:crypto';
import { Metadata } from '@grpc/grpc-js';
import { SIGNATURE_TTL_MS, SignatureError, signingKey, type Identity, type NonceStore } from '@tessera/identity';
import { callerCredential, type ServiceKeyring } from '@tessera/keyring';

/** One header for all of it: each costs either side about as much as a MAC. */
export const CALL_HEADER = 'tessera-call';

/** A credential or rpc key of a keyring as an HMAC key. */
export function credentialKey(credential: string): KeyObject {
  return signingKey(Buffer.from(credential, 'base64url'));
}

/**
 * What proves to `callee` who calls. A service may call itself (superadmin follows its own log); then its own key is
 * the callee's.
 * @throws Error when the keyring holds no credential for the callee
 */
export function credentialFor(callee: string, keyring: ServiceKeyring): string {
  if (callee === keyring.service) return callerCredential(keyring.rpc, callee);
  const credential = keyring.credentials[callee];
  if (!credential) throw new Error(`The keyring of ${keyring.service} has no credential for ${callee}.`);
  return credential;
}

/** On whose behalf a service calls, and as a part of what. The callee believes it as it believes the service itself. */
export interface CallOrigin {
  /** Null when the service calls on its own account. */
  readonly identity: Identity | null;
  /** W3C trace context. */
  readonly traceparent?: string;
}

/** What one call says about itself, all of it under the MAC. */
export interface CallClaims extends CallOrigin {
  readonly caller: string;
  readonly requestId: string;
  /** base64url SHA-256 of the serialised request. */
  readonly bodyHash: string;
}

/** As they are sent. */
interface SentClaims extends CallClaims {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly nonce: string;
}

export function hashBody(body: Uint8Array): string {
  return hash('sha256', body, 'base64url');
}

/**
 * Signs one attempt of one call. A retry has to be signed anew: a nonce is good for one delivery.
 * @param method its path
 */
export function signCall(key: KeyObject, method: string, claims: CallClaims, now: number = Date.now()): Metadata {
  const sent: SentClaims = { ...claims, time: now, nonce: randomUUID() };
  const said = Buffer.from(JSON.stringify(sent)).toString('base64url');
  const metadata = new Metadata();
  metadata.set(CALL_HEADER, `${said}.${macOf(key, method, said).toString('base64url')}`);
  return metadata;
}

export interface CallVerifier {
  /** The key of a caller that may be known here; undefined for any other. */
  readonly keyOf: (caller: string) => KeyObject | undefined;
  readonly nonces: NonceStore;
  /** Calls signed before this moment (ms since the epoch) are refused: a new process has forgotten the nonces. */
  readonly notBefore: number;
}

/**
 * Checks who calls, before any byte of the message is read; the message's hash is compared when it has arrived.
 * @param method its path
 * @throws SignatureError
 */
export async function verifyCall(verifier: CallVerifier, method: string, metadata: Metadata): Promise<CallClaims> {
  const [said, mac] = partsOf(metadata);
  if (!said) throw new SignatureError('missing');
  const claims = decode(said);
  if (!mac || !claims) throw new SignatureError('malformed');
  const key = verifier.keyOf(claims.caller);
  const given = Buffer.from(mac, 'base64url');
  const expected = key && macOf(key, method, said);
  if (!expected || given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new SignatureError('mismatch');
  }
  const { time, nonce } = claims;
  if (Math.abs(Date.now() - time) > SIGNATURE_TTL_MS || time < verifier.notBefore) throw new SignatureError('stale');
  if (!(await verifier.nonces.claim(nonce))) throw new SignatureError('replayed');
  return claims;
}

/** What a call says that has been verified. @throws SignatureError for one that cannot have been */
export function claimsOf(metadata: Metadata): CallClaims {
  const claims = decode(partsOf(metadata)[0]);
  if (!claims) throw new SignatureError('malformed');
  return claims;
}

/** Claims and MAC, not yet verified. */
function partsOf(metadata: Metadata): readonly string[] {
  const values = metadata.get(CALL_HEADER);
  return values.length === 1 ? String(values[0]).split('.', 2) : [];
}

function decode(said = ''): SentClaims | undefined {
  try {
    const claims = JSON.parse(Buffer.from(said, 'base64url').toString('utf8')) as Partial<SentClaims> | null;
    const texts = [claims?.caller, claims?.requestId, claims?.bodyHash, claims?.nonce];
    const isComplete = texts.every((text) => typeof text === 'string' && text !== '') && Number.isSafeInteger(claims?.time);
    return isComplete ? (claims as SentClaims) : undefined;
  } catch {
    return undefined;
  }
}

function macOf(key: KeyObject, method: string, said: string): Buffer {
  return createHmac('sha256', key).update(`rpc.v3\n${method}\n${said}`).digest();
}
