import { createHash, createHmac, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto';
import { Metadata } from '@grpc/grpc-js';
import { SIGNATURE_TTL_MS, SignatureError, signingKey, type Identity, type NonceStore } from '@tessera/identity';
import { callerCredential, type ServiceKeyring } from '@tessera/keyring';

const CALLER = 'tessera-caller';
const TIME = 'tessera-time';
const NONCE = 'tessera-nonce';
const REQUEST_ID = 'tessera-request-id';
const ORIGIN = 'tessera-origin';
const BODY = 'tessera-body';
const MAC = 'tessera-mac';

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
export interface CallClaims {
  readonly method: string;
  readonly caller: string;
  readonly requestId: string;
  /** A CallOrigin as `encodeOrigin` writes it. */
  readonly origin: string;
  /** base64url SHA-256 of the serialised request. */
  readonly bodyHash: string;
}

export function hashBody(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('base64url');
}

export function encodeOrigin({ identity, traceparent }: CallOrigin): string {
  return Buffer.from(JSON.stringify({ identity, traceparent })).toString('base64url');
}

/** To be asked of verified claims alone. */
export function decodeOrigin({ origin }: CallClaims): CallOrigin {
  return JSON.parse(Buffer.from(origin, 'base64url').toString('utf8')) as CallOrigin;
}

/** Signs one attempt of one call. A retry has to be signed anew: a nonce is good for one delivery. */
export function signCall(key: KeyObject, claims: CallClaims, now: number = Date.now()): Metadata {
  const nonce = randomBytes(16).toString('base64url');
  const metadata = new Metadata();
  metadata.set(CALLER, claims.caller);
  metadata.set(TIME, String(now));
  metadata.set(NONCE, nonce);
  metadata.set(REQUEST_ID, claims.requestId);
  metadata.set(ORIGIN, claims.origin);
  metadata.set(BODY, claims.bodyHash);
  metadata.set(MAC, macOf(key, claims, String(now), nonce).toString('base64url'));
  return metadata;
}

/** The claims as sent, not yet verified. */
export function readClaims(method: string, metadata: Metadata): CallClaims {
  return {
    method,
    caller: text(metadata, CALLER),
    requestId: text(metadata, REQUEST_ID),
    origin: text(metadata, ORIGIN),
    bodyHash: text(metadata, BODY),
  };
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
 * @throws SignatureError
 */
export async function verifyCall(verifier: CallVerifier, claims: CallClaims, metadata: Metadata): Promise<void> {
  const [time, nonce, mac] = [text(metadata, TIME), text(metadata, NONCE), text(metadata, MAC)];
  if (!claims.caller || !mac) throw new SignatureError('missing');
  const isComplete = nonce && claims.bodyHash && claims.requestId && claims.origin;
  if (!/^\d{1,15}$/.test(time) || !isComplete) throw new SignatureError('malformed');
  const key = verifier.keyOf(claims.caller);
  const given = Buffer.from(mac, 'base64url');
  const expected = key && macOf(key, claims, time, nonce);
  if (!expected || given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new SignatureError('mismatch');
  }
  const signedAt = Number(time);
  if (Math.abs(Date.now() - signedAt) > SIGNATURE_TTL_MS || signedAt < verifier.notBefore) throw new SignatureError('stale');
  if (!(await verifier.nonces.claim(nonce))) throw new SignatureError('replayed');
}

function text(metadata: Metadata, name: string): string {
  const values = metadata.get(name);
  return values.length === 1 ? String(values[0]) : '';
}

function macOf(key: KeyObject, claims: CallClaims, time: string, nonce: string): Buffer {
  const { method, caller, requestId, origin, bodyHash } = claims;
  const parts = ['rpc.v2', method, time, nonce, caller, requestId, origin, bodyHash];
  return createHmac('sha256', key).update(parts.join('\n')).digest();
}
