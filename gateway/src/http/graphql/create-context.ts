import { isAppError } from '@tessera/errors';
import type { GatewayContext } from '../../context.ts';
import type { Authenticator } from '../../identity/authenticator.ts';
import { forwardedOf, RequestContext, type Caller, type ClientRequest } from './request-context.ts';

export interface ContextOptions {
  /** Absent: everyone is anonymous. */
  readonly authenticator?: Authenticator;
  /** In lower case. */
  readonly forwardHeaders: readonly string[];
  readonly operationTimeoutMs: number;
}

/** Finds out on whose behalf an operation is to run. A credential that is not good is noted, for the gate to refuse. */
export async function createContext(
  { authenticator, forwardHeaders, operationTimeoutMs }: ContextOptions,
  request: ClientRequest,
  { requestId, traceparent, steps }: Pick<GatewayContext, 'requestId' | 'traceparent' | 'steps'>,
): Promise<GatewayContext> {
  const caller = await identify(authenticator, request);
  return new RequestContext(request, caller, {
    requestId,
    deadline: Date.now() + operationTimeoutMs,
    traceparent,
    forwarded: forwardedOf(request, forwardHeaders),
    steps,
  });
}

async function identify(authenticator: Authenticator | undefined, { headers, remoteAddress }: ClientRequest): Promise<Caller> {
  try {
    return { identity: (await authenticator?.identify(headers.authorization, remoteAddress)) ?? null, refusal: null };
  } catch (error) {
    if (isAppError(error)) return { identity: null, refusal: error };
    throw error;
  }
}
