import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * The id of the request at hand, for errors that Apollo Server formats without telling whose they are.
 * Undefined outside a request.
 */
export const requestScope = new AsyncLocalStorage<{ readonly requestId: string }>();
