import { afterEach, describe, expect, it } from '@jest/globals';
import { Client, credentials, status, type ServiceError } from '@grpc/grpc-js';
import { startTestSubgraph } from '@tessera/testkit';

const VERSIONS = ['v1', 'v1alpha'];
/** A ServerReflectionRequest that asks for the list of services: field 7, an empty string. */
const LIST_SERVICES = Buffer.from([0x3a, 0]);

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** What a stranger hears who asks a service what it serves: names among bytes, or the code of a refusal. */
async function ask(production: boolean, version: string): Promise<string | number> {
  const subgraph = await startTestSubgraph('crm', { production });
  cleanups.push(() => subgraph.stop());
  const client = new Client(subgraph.rpcTarget, credentials.createInsecure());
  cleanups.push(() => client.close());
  const asIs = (bytes: Buffer) => bytes;
  const path = `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`;
  const stream = client.makeBidiStreamRequest(path, asIs, asIs, { deadline: Date.now() + 10_000 });
  stream.end(LIST_SERVICES);
  try {
    const answers = await stream.toArray();
    return Buffer.concat(answers as Buffer[]).toString('latin1');
  } catch (error) {
    return (error as ServiceError).code;
  }
}

describe.each(VERSIONS)('reflection %s', (version) => {
  it('tells in development what a service serves', async () => {
    const answer = await ask(false, version);
    for (const name of ['EventLog', 'Provisioning']) expect(answer).toContain(`tessera.v1.${name}`);
    expect(answer).not.toContain('tessera.v1.AuthService');
  });

  it('is not there in production', async () => {
    expect(await ask(true, version)).toBe(status.UNIMPLEMENTED);
  });
});
