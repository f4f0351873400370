import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createAuthority, issueCertificate, writeTlsFolder, type Certificate } from '@tessera/platform';
import { eventually } from '@tessera/testkit';
import { createHealthClient, createRpcClient, EventLogDefinition } from '../src/index.ts';
import { emptyTail, keyringOf, startCrm, tailRequest } from './support.ts';

const HOUR_MS = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS);

let authority: Certificate;
beforeAll(async () => {
  authority = await createAuthority({ name: 'test', validTo: inHours(1) });
});

describe('gRPC over mutual TLS', () => {
  const cleanups: (() => unknown)[] = [];
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'tessera-tls-'));
  });
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
    await rm(root, { recursive: true });
  });

  /** A folder of its own for each use: credentials are shared by folder. */
  async function folder(service: string, own = issueCertificate(authority, { name: service, validTo: inHours(1) })) {
    const path = join(root, service);
    await writeTlsFolder(path, authority, await own);
    return path;
  }

  async function start(tlsFolder: string, port = 0): Promise<string> {
    const server = await startCrm({}, { port, keyring: { ...keyringOf('crm'), tlsFolder } });
    cleanups.push(() => server.stop());
    return `127.0.0.1:${server.port}`;
  }

  function clientOf(target: string, tlsFolder: string | undefined) {
    const keyring = { ...keyringOf('superadmin'), tlsFolder };
    const client = createRpcClient(EventLogDefinition, { target, callee: 'crm', keyring });
    cleanups.push(() => client.close());
    return client;
  }

  const refused = { code: 'UNAVAILABLE', details: { service: 'crm' } };

  it('answers whom the authority has certified, health included', async () => {
    const target = await start(await folder('crm'));
    const own = await folder('superadmin');
    await expect(clientOf(target, own).tail(tailRequest)).resolves.toEqual(emptyTail);
    const health = createHealthClient(target, 'crm', own);
    cleanups.push(() => health.close());
    expect(await health.check()).toBe('SERVING');
  });

  it('refuses a caller without a certificate', async () => {
    const target = await start(await folder('crm'));
    await expect(clientOf(target, undefined).tail(tailRequest)).rejects.toMatchObject(refused);
  });

  it('refuses a caller whose certificate has expired', async () => {
    const target = await start(await folder('crm'));
    const expired = issueCertificate(authority, { name: 'superadmin', validFrom: inHours(-2), validTo: inHours(-1) });
    await expect(clientOf(target, await folder('superadmin', expired)).tail(tailRequest)).rejects.toMatchObject(refused);
  });

  it('refuses a callee whose certificate has expired', async () => {
    const expired = issueCertificate(authority, { name: 'crm', validFrom: inHours(-2), validTo: inHours(-1) });
    const target = await start(await folder('crm', expired));
    await expect(clientOf(target, await folder('superadmin')).tail(tailRequest)).rejects.toMatchObject(refused);
  });

  it('refuses what another authority has certified, on either side', async () => {
    const other = await createAuthority({ name: 'other', validTo: inHours(1) });
    const foreign = (name: string) => issueCertificate(other, { name, validTo: inHours(1) });
    const ours = await start(await folder('crm'));
    await expect(clientOf(ours, await folder('foreign', foreign('superadmin'))).tail(tailRequest)).rejects.toMatchObject(refused);
    const theirs = await start(await folder('foreign-crm', foreign('crm')));
    await expect(clientOf(theirs, await folder('superadmin')).tail(tailRequest)).rejects.toMatchObject(refused);
  });

  it('refuses a callee that bears another’s name', async () => {
    const target = await start(await folder('tenants'));
    await expect(clientOf(target, await folder('superadmin')).tail(tailRequest)).rejects.toMatchObject(refused);
  });

  it('takes up a certificate that replaces an expired one, without a restart', async () => {
    const expired = issueCertificate(authority, { name: 'crm', validFrom: inHours(-2), validTo: inHours(-1) });
    const target = await start(await folder('crm', expired));
    const client = clientOf(target, await folder('superadmin'));
    await expect(client.tail(tailRequest)).rejects.toMatchObject(refused);
    await folder('crm');
    expect(await eventually(() => client.tail(tailRequest), { withinMs: 15_000 })).toEqual(emptyTail);
  });

  it('does not start without its files, and says which it misses', async () => {
    await expect(start(join(root, 'nowhere'))).rejects.toThrow('npm run certs');
  });
});
