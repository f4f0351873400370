import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client, credentials, Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { callerCredential } from '@tessera/keyring';
import { credentialKey, hashBody, signCall, type CallClaims } from '../src/authentication.ts';
import { createRpcClient, EventLogDefinition, TailRequest, type RunningRpcServer } from '../src/index.ts';
import { emptyTail, foreignKeyring, keyringOf, startCrm, tailRequest } from './support.ts';

const TAIL = '/tessera.v1.EventLog/Tail';
const body = Buffer.from(TailRequest.encode(tailRequest).finish());
const key = credentialKey(callerCredential(keyringOf('crm').rpc, 'superadmin'));
const claims: CallClaims = { caller: 'superadmin', requestId: 'r1', identity: null, bodyHash: hashBody(body) };
const signedBy = (signer: typeof key, at?: number) => signCall(signer, TAIL, claims, at);

const textOf = (metadata: Metadata) => String(metadata.get('tessera-call')[0]).split('.');

describe('a call between services', () => {
  let handled: number;
  let server: RunningRpcServer;
  beforeEach(async () => {
    handled = 0;
    server = await startCrm({
      tail: async () => {
        handled += 1;
        return emptyTail;
      },
    });
  });
  afterEach(() => server.stop());

  /** The gRPC status of a Tail that carries exactly this metadata. */
  async function statusWith(metadata: Metadata, message = body): Promise<status> {
    const client = new Client(`127.0.0.1:${server.port}`, credentials.createInsecure());
    const error = await new Promise<ServiceError | null>((resolve) => {
      const options = { deadline: Date.now() + 2_000 };
      client.makeUnaryRequest(TAIL, (b: Buffer) => b, (b: Buffer) => b, message, metadata, options, resolve);
    });
    client.close();
    return error ? error.code : status.OK;
  }

  it('is answered when the caller proves who it is and may call', async () => {
    expect(await statusWith(signedBy(key))).toBe(status.OK);
    expect(handled).toBe(1);
  });

  it('is refused without a signature', async () => {
    expect(await statusWith(new Metadata())).toBe(status.UNAUTHENTICATED);
    expect(handled).toBe(0);
  });

  it('is refused when it was signed with another deployment’s key', async () => {
    const keyring = foreignKeyring('superadmin');
    const client = createRpcClient(EventLogDefinition, { target: `127.0.0.1:${server.port}`, callee: 'crm', keyring });
    await expect(client.tail(tailRequest)).rejects.toMatchObject({
      code: 'INTERNAL_SERVER_ERROR',
      cause: { code: status.UNAUTHENTICATED },
    });
    client.close();
    expect(handled).toBe(0);
  });

  it('is refused when a service claims to be another', async () => {
    const tenants = credentialKey(keyringOf('tenants').credentials['crm']!);
    expect(await statusWith(signedBy(tenants))).toBe(status.UNAUTHENTICATED);
  });

  it('is refused to an authenticated caller that the method does not list', async () => {
    const keyring = keyringOf('tenants');
    const client = createRpcClient(EventLogDefinition, { target: `127.0.0.1:${server.port}`, callee: 'crm', keyring });
    await expect(client.tail(tailRequest)).rejects.toMatchObject({ cause: { code: status.PERMISSION_DENIED } });
    client.close();
    expect(handled).toBe(0);
  });

  it('is refused for a method that the allow list does not name', async () => {
    await server.stop();
    server = await startCrm({}, { allowed: { '/tessera.v1.EventLog/Count': ['superadmin'] } });
    expect(await statusWith(signedBy(key))).toBe(status.PERMISSION_DENIED);
  });

  it('is refused the second time it is delivered', async () => {
    const metadata = signedBy(key);
    expect(await statusWith(metadata.clone())).toBe(status.OK);
    expect(await statusWith(metadata.clone())).toBe(status.UNAUTHENTICATED);
    expect(handled).toBe(1);
  });

  it('is refused when it was signed too long ago, or before the process started', async () => {
    expect(await statusWith(signedBy(key, Date.now() - 31_000))).toBe(status.UNAUTHENTICATED);
    expect(await statusWith(signedBy(key, Date.now() + 31_000))).toBe(status.UNAUTHENTICATED);
    const captured = signedBy(key);
    await server.stop();
    await new Promise((resolve) => setTimeout(resolve, 5));
    server = await startCrm();
    expect(await statusWith(captured)).toBe(status.UNAUTHENTICATED);
  });

  it('is refused when its message is not the one that was signed', async () => {
    const altered = Buffer.from(TailRequest.encode({ limit: 99, waitMs: 0 }).finish());
    expect(await statusWith(signedBy(key), altered)).toBe(status.UNAUTHENTICATED);
    expect(handled).toBe(0);
  });

  it('is refused when its signature was made for another method', async () => {
    const forCount = signCall(key, '/tessera.v1.EventLog/Count', claims);
    expect(await statusWith(forCount)).toBe(status.UNAUTHENTICATED);
  });

  it('is refused when its user is not the one that was signed', async () => {
    const identity = { userId: 'u', sessionId: 's', tenantId: null, role: 'SUPERADMIN' } as const;
    const [said] = textOf(signCall(key, TAIL, { ...claims, identity }));
    const [, mac] = textOf(signedBy(key));
    const metadata = new Metadata();
    metadata.set('tessera-call', `${said}.${mac}`);
    expect(await statusWith(metadata)).toBe(status.UNAUTHENTICATED);
    expect(handled).toBe(0);
  });

  it.each(['', '.', 'null', Buffer.from('null').toString('base64url'), `${Buffer.from('{}').toString('base64url')}.x`, 'a.b.c'])(
    'is refused when it says of itself “%s”',
    async (said) => {
      const metadata = new Metadata();
      metadata.set('tessera-call', said);
      expect(await statusWith(metadata)).toBe(status.UNAUTHENTICATED);
      expect(handled).toBe(0);
    },
  );

  it('is refused when it says it twice', async () => {
    const metadata = signedBy(key);
    metadata.add('tessera-call', textOf(signedBy(key)).join('.'));
    expect(await statusWith(metadata)).toBe(status.UNAUTHENTICATED);
  });

  it('lets a service call itself', async () => {
    await server.stop();
    server = await startCrm({}, { allowed: { [TAIL]: ['crm'] } });
    const keyring = keyringOf('crm');
    const client = createRpcClient(EventLogDefinition, { target: `127.0.0.1:${server.port}`, callee: 'crm', keyring });
    await expect(client.tail(tailRequest)).resolves.toEqual(emptyTail);
    client.close();
  });
});
