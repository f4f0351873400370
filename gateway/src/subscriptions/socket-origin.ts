import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a page of this origin may open a WebSocket. Browsers let any page open one to anybody, and only say whose it
 * is (RFC 6455, 10.2): without a look at it, a foreign page would reach a gateway that only its visitor can reach. Who
 * sends no origin is no browser.
 * @param allowed origins besides the endpoint's own
 */
export function mayOpenSocket({ origin, host }: IncomingHttpHeaders, allowed: readonly string[]): boolean {
  if (origin === undefined || allowed.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
