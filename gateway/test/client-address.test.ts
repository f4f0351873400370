import { Writable } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { clientAddressBehind } from '../src/http/client-address.ts';
import type { GatewayOptions } from '../src/index.ts';
import { startLibraryGateway, type LibraryGateway } from './support/library-gateway.ts';

describe('the address of a client', () => {
  const OURS = ['loopback', '10.0.0.0/8', 'fd00::/8'];
  it.each([
    { what: 'is what the proxy says', peer: '127.0.0.1', named: '203.0.113.7', is: '203.0.113.7' },
    { what: 'is read through an IPv4-mapped peer', peer: '::ffff:10.1.2.3', named: '203.0.113.7', is: '203.0.113.7' },
    { what: 'is not what the client itself wrote before', peer: '10.0.0.1', named: '1.1.1.1, 203.0.113.7', is: '203.0.113.7' },
    { what: 'is found behind several proxies', peer: '10.0.0.1', named: '1.1.1.1,203.0.113.7 , 10.9.9.9', is: '203.0.113.7' },
    { what: 'is the first where all are proxies', peer: '10.0.0.1', named: '10.3.3.3, 10.2.2.2', is: '10.3.3.3' },
    { what: 'is the peer’s where it is no proxy', peer: '198.51.100.2', named: '203.0.113.7', is: '198.51.100.2' },
    { what: 'is the peer’s where nothing is said', peer: '10.0.0.1', named: undefined, is: '10.0.0.1' },
    { what: 'is the peer’s where nothing is in what is said', peer: '10.0.0.1', named: ' , ', is: '10.0.0.1' },
    { what: 'is the last that is known of the way', peer: '10.0.0.1', named: '1.1.1.1, unknown, 10.4.4.4', is: '10.4.4.4' },
    { what: 'is no name', peer: '10.0.0.1', named: 'client.example', is: '10.0.0.1' },
    { what: 'is no number that stands for an address', peer: '10.0.0.1', named: '3405803783', is: '10.0.0.1' },
    { what: 'is without a port', peer: '10.0.0.1', named: '203.0.113.7:51234', is: '203.0.113.7' },
    { what: 'is IPv6', peer: 'fd00::1', named: '2001:db8::7', is: '2001:db8::7' },
    { what: 'is IPv6 without brackets and port', peer: 'fd00::1', named: '[2001:db8::7]:443', is: '2001:db8::7' },
  ])('$what', ({ peer, named, is }) => {
    expect(clientAddressBehind(OURS)({ remoteAddress: peer, headers: { 'x-forwarded-for': named } })).toBe(is);
  });

  it('is the peer’s where no proxy is trusted', () => {
    const sent = { remoteAddress: '127.0.0.1', headers: { 'x-forwarded-for': '203.0.113.7' } };
    expect(clientAddressBehind([])(sent)).toBe('127.0.0.1');
  });
});

describe('rates behind a proxy', () => {
  let library: LibraryGateway | undefined;
  afterEach(async () => {
    await library?.stop();
    library = undefined;
  });
  const TWO_AT_ONCE = { anonymous: { perSecond: 0.001, burst: 2 } };
  const start = async (options: Partial<GatewayOptions>) =>
    void (library = await startLibraryGateway({ rates: TWO_AT_ONCE, ...options }));
  const statusFor = async (forwardedFor: string) =>
    (await library?.post({ query: '{ __typename }' }, { 'x-forwarded-for': forwardedFor }))?.status;

  it('are counted for each client, whatever a client writes before its address', async () => {
    await start({ trustedProxies: ['loopback'] });
    expect([await statusFor('203.0.113.7'), await statusFor('203.0.113.7:1')]).toEqual([200, 200]);
    expect(await statusFor('203.0.113.7')).toBe(429);
    expect(await statusFor('192.0.2.1, 203.0.113.7')).toBe(429);
    expect(await statusFor('203.0.113.8')).toBe(200);
  });

  it('are those of the proxy where it is not trusted, of which the log is told once', async () => {
    const lines: string[] = [];
    const log = pino({}, new Writable({ write: (line, _, done) => (lines.push(String(line)), done()) }));
    await start({ log });
    expect([await statusFor('203.0.113.7'), await statusFor('203.0.113.8')]).toEqual([200, 200]);
    expect(await statusFor('203.0.113.9')).toBe(429);
    const told = lines.filter((line) => line.includes('TESSERA_TRUSTED_PROXIES'));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('127.0.0.1');
    expect(told[0]).not.toContain('203.0.113');
  });
});
