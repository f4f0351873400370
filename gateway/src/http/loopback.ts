import { isIPv4 } from 'node:net';
import type { HttpRequest } from '@tessera/http';

const LOOPBACK_HOSTS = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * True for a request that a program on this machine sent to this machine by a loopback name. The `Host` is looked at
 * because a page of a foreign name that was made to resolve to 127.0.0.1 (DNS rebinding) comes from a loopback peer
 * too, and forwarding headers because a proxy on this machine does.
 */
export function isLoopbackRequest(request: HttpRequest): boolean {
  const { host = '', forwarded, 'x-forwarded-for': forwardedFor } = request.headers;
  const url = `http://${host}`;
  const isLoopbackName = URL.canParse(url) && LOOPBACK_HOSTS.has(new URL(url).hostname);
  return (
    isLoopbackPeer(request.remoteAddress) && isLoopbackName && forwarded === undefined && forwardedFor === undefined
  );
}

export function isLoopbackPeer(address: string): boolean {
  const plain = address.replace(/^::ffff:/i, '');
  return plain === '::1' || (isIPv4(plain) && plain.startsWith('127.'));
}
