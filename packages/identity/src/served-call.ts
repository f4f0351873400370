import { AsyncLocalStorage } from 'node:async_hooks';
import type { Identity } from './identity.ts';

/**
 * The request or call that is being answered. Calls to other services and statements of the database that its work
 * makes read it here, so that none of them can forget whom they act for, and until when.
 */
export interface ServedCall {
  readonly requestId: string;
  readonly identity: Identity | null;
  /** W3C trace context. */
  readonly traceparent?: string;
  /** Milliseconds since the epoch after which nobody waits for the answer; left out or Infinity where none was set. */
  readonly deadline?: number;
  /** Aborts when nobody waits any more. */
  readonly signal?: AbortSignal;
}

const calls = new AsyncLocalStorage<ServedCall | undefined>();

/** Runs `work`, and all that it starts, in answer to `call`; undefined: to nobody's. */
export function serve<T>(call: ServedCall | undefined, work: () => T): T {
  return calls.run(call, work);
}

/** What is being answered; undefined in background work. */
export function servedCall(): ServedCall | undefined {
  return calls.getStore();
}

/** Runs work that outlives the call which started it: the service's own from here on, with no deadline of a caller's. */
export function onOwnAccount<T>(work: () => T): T {
  return serve(undefined, work);
}
