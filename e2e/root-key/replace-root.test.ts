import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signingKey, signRequest } from '@tessera/identity';
import { deriveKeyring } from '@tessera/keyring';
import { AuthServiceDefinition, createRpcClient } from '@tessera/rpc';
import {
  cleanEnvironment, codes, createTestClient, gatewaySettingsOf, listSubgraphNames, REPOSITORY, startProcess, startTessera,
  type TestTessera,
} from '@tessera/testkit';
import { newRequest, sendRegistration } from '../registration/requests.ts';

const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');
const UPLOAD = `mutation { requestMediaUpload(input: { fileName: "pixel.png", contentType: "image/png", byteSize: ${PIXEL.length} }) { mediaId url method headers { name value } } }`;
const LOGIN = 'mutation ($e: String!, $p: String!, $t: String) { login(email: $e, password: $p, tenant: $t) { accessToken refreshToken } }';
const REFRESH = 'mutation ($t: String!) { refreshSession(refreshToken: $t) { accessToken } }';
const CREATE = 'mutation ($data: JSON!) { item: createContentItem(input: { type: "author", data: $data }) { id } }';
const READ = 'query ($id: ID!) { contentItem(id: $id) { data revisions(first: 1) { nodes { data } } } }';
const ME = '{ me { email } }';

interface Upload {
  readonly mediaId: string;
  readonly url: string;
  readonly method: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

let tessera: TestTessera;
beforeAll(async () => {
  tessera = await startTessera({ embedded: true, keep: true, args: ['--separate'] });
}, 180_000);
afterAll(async () => {
  await tessera?.stop();
  await tessera?.discard();
});

const readRoot = () => new Uint8Array(Buffer.from(readFileSync(join(tessera.dataDir, 'root.key'), 'utf8').trim(), 'base64url'));

async function replaceRoot(): Promise<{ code: number | string; output: string }> {
  const env = { ...cleanEnvironment(), TESSERA_DATA_DIR: tessera.dataDir };
  const program = startProcess(['tools/keys.ts', '--replace-root'], env, REPOSITORY);
  return { code: await program.ended, output: program.output() };
}

function send({ url, method, headers }: Upload): Promise<Response> {
  const given = Object.fromEntries(headers.map(({ name, value }) => [name, value]));
  return fetch(tessera.origin + url, { method, headers: given, body: PIXEL });
}

/** What was given out before the key was replaced. */
async function handOut() {
  const { email, password, tenant } = tessera.account('demo001', 'OWNER');
  const { login: session } = await tessera.anonymous.ask(LOGIN, { e: email, p: password, t: tenant });
  const owner = createTestClient(tessera.endpoint, session.accessToken);
  const { createApiKey } = await owner.ask('mutation { createApiKey(name: "Program", scopes: ["crm:read"]) { secret } }');
  const { requestMediaUpload: upload } = await owner.ask(UPLOAD);
  await send(upload);
  const { requestMediaUpload: openUpload } = await owner.ask(UPLOAD);
  const file = await addressOf(session.accessToken, upload.mediaId);
  const { item } = await owner.ask(CREATE, { data: { name: 'Nora Falk', bio: `<p><img src="${file}" /></p>` } });
  const registration = newRequest();
  const { data: registered } = await sendRegistration(tessera, registration);
  return { email, session, apiKey: createApiKey.secret as string, upload, openUpload, registration, registered, item: item.id as string, file };
}

async function addressOf(token: string, id: string): Promise<string> {
  const { mediaFile } = await createTestClient(tessera.endpoint, token).ask('query ($id: ID!) { mediaFile(id: $id) { url } }', { id });
  return mediaFile.url;
}

describe('a root key that is replaced', () => {
  let before: Awaited<ReturnType<typeof handOut>>;
  let former: Uint8Array;
  beforeAll(async () => {
    before = await handOut();
    former = readRoot();
    const refused = await replaceRoot();
    expect(refused).toEqual({ code: 1, output: expect.stringMatching(/^Tessera already runs on .* stop it/) });
    expect(readRoot()).toEqual(former);
    await tessera.stop();
    expect(await replaceRoot()).toEqual({ code: 0, output: expect.stringContaining('The root key is replaced.') });
    tessera = await startTessera({ embedded: true, keep: true, args: ['--separate'], dataDir: tessera.dataDir });
  }, 180_000);

  const client = (token: string) => createTestClient(tessera.endpoint, token);

  it('is another one', () => expect(readRoot()).not.toEqual(former));

  it('leaves access tokens as they are, which were signed before', async () => {
    expect(await client(before.session.accessToken).ask(ME)).toEqual({ me: { email: before.email } });
  });

  it('leaves sessions open', async () => {
    const { refreshSession } = await tessera.anonymous.ask(REFRESH, { t: before.session.refreshToken });
    expect(await client(refreshSession.accessToken).ask(ME)).toEqual({ me: { email: before.email } });
  });

  it('leaves API keys as they are', async () => {
    const { customers } = await client(before.apiKey).ask('{ customers(first: 1) { nodes { id } } }');
    expect(customers.nodes).toHaveLength(1);
  });

  it('lets a registration be answered again with the very same session', async () => {
    expect(before.registered?.register.session.refreshToken).toMatch(/^tsr_/);
    expect((await sendRegistration(tessera, before.registration)).data).toEqual(before.registered);
  });

  it('ends addresses of media files, which have new ones', async () => {
    expect((await fetch(tessera.origin + before.file)).status).toBe(404);
    const now = await addressOf(before.session.accessToken, before.upload.mediaId);
    expect(now).not.toBe(before.file);
    expect((await fetch(tessera.origin + now)).status).toBe(200);
  });

  it('leaves what was written with its pictures', async () => {
    const { contentItem } = await client(before.session.accessToken).ask(READ, { id: before.item });
    const texts = [contentItem, ...contentItem.revisions.nodes].map(({ data }: { data: { bio: string } }) => data.bio);
    expect(texts).toHaveLength(2);
    for (const text of texts) {
      const [, address = ''] = /src="([^"]+)"/.exec(text) ?? [];
      expect((await fetch(tessera.origin + address)).status).toBe(200);
    }
  });

  it('ends uploads that were allowed before, which say what to do', async () => {
    const late = await send(before.openUpload);
    expect([late.status, await late.json()]).toEqual([403, { error: { message: expect.stringContaining('Ask for another.') } }]);
    const { requestMediaUpload } = await client(before.session.accessToken).ask(UPLOAD);
    expect((await send(requestMediaUpload)).status).toBe(201);
  });

  it('lets nobody in any more who has a keyring of the former one', async () => {
    const { TESSERA_SUBGRAPHS: subgraphs = '', TESSERA_SERVICES: services = '' } = gatewaySettingsOf(tessera);
    const addresses = (text: string) => new Map(text.split(',').map((pair) => pair.split(/=(.*)/s).slice(0, 2) as [string, string]));
    const body = JSON.stringify({ query: '{ __typename }' });
    const outcomes = async (root: Uint8Array, name: string) => {
      const key = signingKey(Buffer.from(deriveKeyring(root, name, []).signing!, 'base64url'));
      const headers = signRequest(key, { method: 'POST', path: '/graphql', body, audience: name }, { identity: null, requestId: 'test' });
      const init = { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } };
      const answered = await fetch(addresses(subgraphs).get(name)!, init);
      const keyring = deriveKeyring(root, 'gateway', listSubgraphNames());
      const auth = createRpcClient(AuthServiceDefinition, { target: addresses(services).get('auth')!, callee: 'auth', keyring });
      const called = await auth.validateToken({ accessToken: before.session.accessToken }).then(() => 'answered', (error: Error) => error.message);
      auth.close?.();
      return [answered.status, called];
    };
    for (const name of listSubgraphNames()) expect(await outcomes(readRoot(), name)).toEqual([200, 'answered']);
    for (const name of listSubgraphNames()) expect(await outcomes(former, name)).toEqual([401, expect.stringMatching(/UNAUTHENTICATED/)]);
  });

  it('lets people log in, and signing keys be replaced as ever', async () => {
    const { email, password, tenant } = tessera.account(null, 'SUPERADMIN');
    const { login } = await tessera.anonymous.ask(LOGIN, { e: email, p: password, t: tenant });
    expect(codes(await client(login.accessToken).send('mutation { rotateSigningKeys { kid } }'))).toEqual([]);
  });
});
