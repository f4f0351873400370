import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { credentials, loadPackageDefinition, Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { REPOSITORY } from '@tessera/testkit';
import { keyringOf, startCallee, type Callee } from './callee.ts';

const PROTO = join(REPOSITORY, 'packages/rpc/proto');
const METHOD = '/tessera.v1.Provisioning/Prepare';

interface Prepare {
  readonly requestSerialize: (request: object) => Buffer;
}
interface ForeignClient {
  readonly prepare: (
    request: object,
    metadata: Metadata,
    options: object,
    callback: (error: ServiceError | null, response?: { detail: string }) => void,
  ) => void;
  close(): void;
}
type Constructor = (new (target: string, channel: ReturnType<typeof credentials.createInsecure>) => ForeignClient) & {
  readonly service: { readonly Prepare: Prepare };
};

/** Knows nothing of ours but the contract, docs/grpc.md and its credential. */
describe('a client that was made from the contract alone', () => {
  const contract = loadPackageDefinition(loadSync('tessera/v1/provisioning.proto', { includeDirs: [PROTO], defaults: true }));
  const { Provisioning } = (contract as unknown as { tessera: { v1: { Provisioning: Constructor } } }).tessera.v1;
  let callee: Callee;
  let client: ForeignClient;
  beforeAll(async () => {
    callee = await startCallee();
    client = new Provisioning(callee.target, credentials.createInsecure());
  });
  afterAll(async () => {
    client.close();
    await callee.stop();
  });

  /** As docs/grpc.md says. */
  function signed(request: object, credential: string): Metadata {
    const bodyHash = createHash('sha256').update(Provisioning.service.Prepare.requestSerialize(request)).digest('base64url');
    const claims = { caller: 'tenants', requestId: 'request-1', identity: null, bodyHash, time: Date.now(), nonce: randomUUID() };
    const said = Buffer.from(JSON.stringify(claims)).toString('base64url');
    const mac = createHmac('sha256', Buffer.from(credential, 'base64url')).update(`rpc.v3\n${METHOD}\n${said}`);
    const metadata = new Metadata();
    metadata.set('tessera-call', `${said}.${mac.digest('base64url')}`);
    return metadata;
  }

  function prepare(request: object, metadata: Metadata): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const options = { deadline: Date.now() + 5_000 };
      client.prepare(request, metadata, options, (error, response) => (error ? reject(error) : resolve(response)));
    });
  }

  it('is answered when it signs as the documentation says', async () => {
    const request = { tenantId: 't', slug: 'well', tier: '3' };
    const credential = keyringOf('tenants').credentials['crm'] ?? '';
    await expect(prepare(request, signed(request, credential))).resolves.toEqual({ detail: 'xxx' });
  });

  it('is refused when it does not', async () => {
    const request = { tenantId: 't', slug: 'well', tier: '' };
    await expect(prepare(request, new Metadata())).rejects.toMatchObject({ code: status.UNAUTHENTICATED });
    const guessed = signed(request, randomBytes(32).toString('base64url'));
    await expect(prepare(request, guessed)).rejects.toMatchObject({ code: status.UNAUTHENTICATED });
  });
});
