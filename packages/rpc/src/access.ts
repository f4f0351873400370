import type { KeyObject } from 'node:crypto';
import { Metadata, ServerInterceptingCall, ServerListenerBuilder, status, type ServerInterceptor } from '@grpc/grpc-js';
import { callerCredential, type ServiceKeyring } from '@tessera/keyring';
import { createMemoryNonces, SignatureError, type NonceStore } from '@tessera/identity';
import { credentialKey, verifyCall, type CallVerifier } from './authentication.ts';

/** Open to anybody who can reach the port, since orchestrators probe without credentials; says SERVING or not. */
const HEALTH_CHECK = '/grpc.health.v1.Health/Check';
/** Open in development, where they are served. */
const REFLECTION = ['v1', 'v1alpha'].map((version) => `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`);

export interface AccessOptions {
  readonly keyring: ServiceKeyring;
  readonly allowed: Readonly<Record<string, readonly string[]>>;
  readonly nonces?: NonceStore;
  /** Opens reflection to anybody, too. */
  readonly reflection?: boolean;
}

/**
 * Refuses a call before its message is read: UNAUTHENTICATED when the caller cannot prove who it is, PERMISSION_DENIED
 * when the allow list does not name it for the method.
 */
export function accessInterceptor(options: AccessOptions): ServerInterceptor {
  const verifier: CallVerifier = {
    keyOf: callerKeys(options),
    nonces: options.nonces ?? createMemoryNonces(),
    notBefore: Date.now(),
  };
  const open: ReadonlySet<string> = new Set([HEALTH_CHECK, ...(options.reflection ? REFLECTION : [])]);
  return (method, call) =>
    new ServerInterceptingCall(call, {
      start: (next) =>
        next(
          new ServerListenerBuilder()
            .withOnReceiveMetadata((metadata, proceed) => {
              if (open.has(method.path)) return proceed(metadata);
              void refusal(verifier, options.allowed, method.path, metadata).then((refused) => {
                if (refused) call.sendStatus(refused);
                else proceed(metadata);
              });
            })
            .build(),
        ),
    });
}

/** Keys of the callers that the allow list names, derived once; nobody else's is ever derived. */
function callerKeys({ keyring, allowed }: AccessOptions): (caller: string) => KeyObject | undefined {
  const callers = new Set(Object.values(allowed).flat());
  const keys = new Map([...callers].map((caller) => [caller, credentialKey(callerCredential(keyring.rpc, caller))]));
  return (caller) => keys.get(caller);
}

async function refusal(
  verifier: CallVerifier,
  allowed: AccessOptions['allowed'],
  path: string,
  metadata: Metadata,
): Promise<{ code: status; details: string; metadata: Metadata } | undefined> {
  try {
    const { caller } = await verifyCall(verifier, path, metadata);
    if (allowed[path]?.includes(caller)) return undefined;
    return { code: status.PERMISSION_DENIED, details: `${caller} may not call ${path}.`, metadata: new Metadata() };
  } catch (error) {
    const details = error instanceof SignatureError ? error.message : 'The caller could not be checked.';
    return { code: status.UNAUTHENTICATED, details, metadata: new Metadata() };
  }
}
