import { isAppError } from '@tessera/errors';
import type { Identity } from '@tessera/identity';
import type { GatewayContext } from '../../context.ts';
import type { Authenticator } from '../../identity/authenticator.ts';
import type { ClientAddressOf } from '../client-address.ts';
import { forwardedOf, RequestContext, type Caller, type ClientRequest } from './request-context.ts';

export interface ContextOptions {
  /** Absent: everyone is anonymous. */
  readonly authenticator?: Authenticator;
  /** In lower case. */
  readonly forwardHeaders: readonly string[];
  readonly operationTimeoutMs: number;
  readonly clientAddressOf: ClientAddressOf;
}

/**
 * Finds out on whose behalf an operation is to run: at once, where the credential was good before. One that is not good
 * is noted, for the gate to refuse.
 */
export function createContext(
  { authenticator, forwardHeaders, operationTimeoutMs, clientAddressOf }: ContextOptions,
  request: ClientRequest,
  { requestId, traceparent, steps }: Pick<GatewayContext, 'requestId' | 'traceparent' | 'steps'>,
): Promise<GatewayContext> | GatewayContext {
  const clientAddress = clientAddressOf(request);
  const contextOf = (caller: Caller) =>
    new RequestContext(request, caller, {
      requestId,
      clientAddress,
      deadline: Date.now() + operationTimeoutMs,
      traceparent,
      forwarded: forwardedOf(request, forwardHeaders),
      steps,
    });
  const caller = identify(authenticator, request.headers.authorization, clientAddress);
  return caller instanceof Promise ? caller.then(contextOf) : contextOf(caller);
}

function identify(
  authenticator: Authenticator | undefined,
  authorization: string | undefined,
  clientAddress: string,
): Promise<Caller> | Caller {
  try {
    const identity = authenticator?.identify(authorization, clientAddress) ?? null;
    return identity instanceof Promise ? identity.then(accepted, refused) : accepted(identity);
  } catch (error) {
    return refused(error);
  }
}

const accepted = (identity: Identity | null): Caller => ({ identity, refusal: null });

function refused(error: unknown): Caller {
  if (isAppError(error)) return { identity: null, refusal: error };
  throw error;
}
