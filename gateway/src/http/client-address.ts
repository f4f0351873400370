import { isIP } from 'node:net';
import type { HttpRequest } from '@tessera/http';
import type { Logger } from 'pino';
import { compile } from 'proxy-addr';

type Sent = Pick<HttpRequest, 'headers' | 'remoteAddress'>;

/** Where a request comes from, as far as those can be believed through whom it came. */
export type ClientAddressOf = (request: Sent) => string;

/**
 * The address of the client itself, where requests come through proxies of the operator's: the last in `X-Forwarded-For`
 * that is not such a proxy's own. What stands before it, anybody may have written.
 * @param proxies addresses and networks, e.g. `10.0.0.0/8`; also `loopback`, `linklocal` and `uniquelocal`
 * @throws TypeError for one that is none of these
 */
export function clientAddressBehind(proxies: readonly string[]): ClientAddressOf {
  if (proxies.length === 0) return ({ remoteAddress }) => remoteAddress;
  const isProxy = compile([...proxies]);
  return ({ headers, remoteAddress }) => {
    let address = remoteAddress;
    for (const before of namedFromTheNearest(headers)) {
      if (!isProxy(address, 0)) break;
      const plain = withoutPort(before);
      // A proxy that does not tell (`unknown`) is the last that is known of the way.
      if (isIP(plain) === 0) break;
      address = plain;
    }
    return address;
  };
}

/** Tells the log, once, of a proxy that is not named: whoever comes through it shares the rates of one address. */
export function warnOfProxies(addressOf: ClientAddressOf, log: Logger): ClientAddressOf {
  let isTold = false;
  return (request) => {
    const address = addressOf(request);
    if (!isTold && address === request.remoteAddress && request.headers['x-forwarded-for'] !== undefined) {
      isTold = true;
      log.warn(
        { peer: address },
        'a request was passed on by a proxy that the trusted proxies (TESSERA_TRUSTED_PROXIES) do not name: its address ' +
          'is taken for that of everybody who comes through it, and rates are shared among them',
      );
    }
    return address;
  };
}

function namedFromTheNearest({ 'x-forwarded-for': named }: Sent['headers']): string[] {
  if (named === undefined) return [];
  return String(named).split(',').map((each) => each.trim()).reverse();
}

/** Some proxies add the port of the client's connection: with it, each connection would be a caller of its own. */
function withoutPort(named: string): string {
  const [, inBrackets, beforePort] = /^(?:\[([^\]]+)\](?::\d+)?|([^:]+):\d+)$/.exec(named) ?? [];
  return inBrackets ?? beforePort ?? named;
}
