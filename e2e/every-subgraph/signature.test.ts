import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CLAIMS_HEADER, SIGNATURE_HEADER, SIGNATURE_TTL_MS, signRequest, signingKey } from '@tessera/identity';
import { listSubgraphNames, startTestSubgraph, type TestSubgraph } from '@tessera/testkit';

const body = JSON.stringify({ query: '{ __typename }' });
const parts = { method: 'POST', path: '/graphql', body };
const claims = { identity: null, requestId: 'test' };

describe.each(listSubgraphNames())('%s refuses before any resolver', (name) => {
  let subgraph: TestSubgraph;
  beforeAll(async () => {
    subgraph = await startTestSubgraph(name);
  });
  afterAll(() => subgraph.stop());

  const key = () => signingKey(Buffer.from(subgraph.keyring.signing!, 'base64url'));
  const sign = (changed = {}, now?: number) => signRequest(key(), { ...parts, audience: name, ...changed }, claims, now);
  const post = async (headers: Record<string, string>, sent = body) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: sent };
    const response = await fetch(`${subgraph.origin}/graphql`, init);
    return { status: response.status, answer: (await response.json()) as { data?: unknown } };
  };
  const refused = { status: 401, answer: expect.not.objectContaining({ data: expect.anything() }) };

  it('nothing that the gateway signed for it', async () => {
    expect(await post(sign())).toEqual({ status: 200, answer: { data: { __typename: 'Query' } } });
  });

  it('an unsigned request', async () => expect(await post({})).toEqual(refused));

  it('a request that was signed for another subgraph', async () => {
    expect(await post(sign({ audience: 'another' }))).toEqual(refused);
  });

  it('a stale request', async () => {
    expect(await post(sign({}, Date.now() - SIGNATURE_TTL_MS - 1_000))).toEqual(refused);
  });

  it('a request that it has answered before', async () => {
    const signed = sign();
    await post(signed);
    expect(await post(signed)).toEqual(refused);
  });

  it('a request whose body was altered', async () => {
    expect(await post(sign(), body.replace('__typename', '__schema { types { name } }'))).toEqual(refused);
  });

  it('a request whose caller was altered', async () => {
    const forged = Buffer.from(JSON.stringify({ identity: { role: 'SUPERADMIN' }, requestId: 'x' })).toString('base64url');
    expect(await post({ ...sign(), [CLAIMS_HEADER]: forged })).toEqual(refused);
  });

  it('a request with a signature that is none', async () => {
    expect(await post({ ...sign(), [SIGNATURE_HEADER]: 'v1.0.x.y' })).toEqual(refused);
  });
});
