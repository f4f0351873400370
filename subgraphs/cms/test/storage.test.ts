import { createServer, type IncomingMessage, type Server } from 'node:http';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AwsV4Signer } from 'aws4fetch';
import type { ByteRange } from '../src/media/conditional-request.ts';
import { openStorage, type MediaStorage } from '../src/media/storage.ts';

const KEYS = { accessKeyId: 'AKIATEST', secretAccessKey: 'a secret of the test', region: 'eu-central-1' };

let dir: string;
let server: Server;
const objects = new Map<string, { body: Buffer; contentType: string | undefined }>();
const storages: Record<string, MediaStorage> = {};

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tessera-storage-'));
  server = createServer((incoming, outgoing) => {
    void answer(incoming).then(({ status, body }) => outgoing.writeHead(status).end(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  storages['a folder'] = openStorage({ kind: 'folder', dir: join(dir, 'media') });
  storages['S3'] = openStorage({ kind: 's3', endpoint, bucket: 'site', ...KEYS });
  storages['S3 with a wrong secret'] = openStorage({ kind: 's3', endpoint, bucket: 'site', ...KEYS, secretAccessKey: 'wrong' });
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(dir, { recursive: true, force: true });
});

/** What S3 does with an object, as far as the storage needs it: signatures are checked, and buckets there or not. */
async function answer(incoming: IncomingMessage): Promise<{ status: number; body?: Buffer }> {
  const body = await buffer(incoming);
  if (!(await isSigned(incoming))) return { status: 403 };
  const key = incoming.url ?? '';
  if (!key.startsWith('/site/')) return { status: 404 };
  if (incoming.method === 'PUT') objects.set(key, { body, contentType: incoming.headers['content-type'] });
  if (incoming.method === 'DELETE') objects.delete(key);
  if (incoming.method !== 'GET') return { status: incoming.method === 'DELETE' ? 204 : 200 };
  const found = objects.get(key);
  if (!found) return { status: 404 };
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(incoming.headers.range ?? '') ?? [];
  if (first === undefined || key.endsWith('/whole')) return { status: 200, body: found.body };
  return { status: 206, body: found.body.subarray(Number(first), Number(last) + 1) };
}

/** Signs the request anew with the secret that is known here (AWS Signature Version 4), and compares. */
async function isSigned({ method, url, headers }: IncomingMessage): Promise<boolean> {
  const sent: Record<string, string> = {};
  for (const name of ['content-type', 'x-amz-content-sha256'] as const) if (headers[name]) sent[name] = String(headers[name]);
  const signer = new AwsV4Signer({
    ...KEYS,
    service: 's3',
    method,
    url: `http://${headers.host}${url}`,
    headers: sent,
    datetime: String(headers['x-amz-date']),
  });
  return (await signer.sign()).headers.get('authorization') === headers.authorization;
}

async function file(text: string): Promise<string> {
  const path = join(dir, 'source');
  await writeFile(path, text);
  return path;
}

const textOf = async (storage: MediaStorage, key: string, range?: ByteRange) => {
  const stream = await storage.read(key, range);
  return stream && (await buffer(stream)).toString();
};

describe.each(['a folder', 'S3'])('%s', (kind) => {
  it('keeps bytes, replaces and removes them', async () => {
    const storage = storages[kind]!;
    await storage.put('tenant/file/original', await file('first'), 'image/png');
    expect(await textOf(storage, 'tenant/file/original')).toBe('first');
    await storage.put('tenant/file/original', await file('second'), 'image/png');
    expect(await textOf(storage, 'tenant/file/original')).toBe('second');
    await storage.remove('tenant/file/original');
    expect(await storage.read('tenant/file/original')).toBeNull();
    await storage.remove('tenant/file/original');
  });

  it('gives a part of them', async () => {
    const storage = storages[kind]!;
    await storage.put('tenant/file/part', await file('0123456789'), 'video/mp4');
    expect(await textOf(storage, 'tenant/file/part', { start: 2, end: 5 })).toBe('2345');
    expect(await textOf(storage, 'tenant/file/part', { start: 9, end: 9 })).toBe('9');
    expect(await storage.read('tenant/file/gone', { start: 0, end: 1 })).toBeNull();
  });

  it('has nothing under a key that was never stored', async () => {
    expect(await storages[kind]!.read('tenant/file/nothing')).toBeNull();
  });
});

it('a folder is rid of what was half stored when the process ended, too', async () => {
  const storage = storages['a folder']!;
  await storage.put('tenant/killed/thumb', await file('thumb'), 'image/webp');
  await writeFile(join(dir, 'media/tenant/killed/original.0b5c.part'), 'half');
  await storage.remove('tenant/killed/original');
  expect(await readdir(join(dir, 'media/tenant/killed'))).toEqual(['thumb']);
  await storage.remove('tenant/killed/thumb');
  expect(await readdir(join(dir, 'media/tenant'))).not.toContain('killed');
});

it('S3 is told the type, and refuses who is not known', async () => {
  await storages['S3']!.put('tenant/file/typed', await file('x'), 'image/webp');
  expect(objects.get('/site/tenant/file/typed')?.contentType).toBe('image/webp');
  await expect(storages['S3 with a wrong secret']!.read('tenant/file/typed')).rejects.toThrow('403');
});

it('S3 that answers the whole in place of a part is found out', async () => {
  await storages['S3']!.put('tenant/file/whole', await file('0123456789'), 'video/mp4');
  await expect(storages['S3']!.read('tenant/file/whole', { start: 2, end: 5 })).rejects.toThrow('answered 200 to a request for a range');
});

it.each(['../outside', 'tenant/../../outside', '/absolute', 'a//b', ''])('a folder keeps nothing under %j', async (key) => {
  await expect(storages['a folder']!.put(key, await file('x'), 'image/png')).rejects.toThrow('not a key');
  expect((await readdir(dir)).toSorted()).toEqual(expect.not.arrayContaining(['outside']));
});
