import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import { signJsonCall } from '@tessera/rpc';
import { REPOSITORY } from '@tessera/testkit';
import { keyringOf, startCallee, type Callee } from './callee.ts';
import { callByReflection } from './reflecting-client.ts';

const BUF = join(REPOSITORY, 'node_modules/@bufbuild/buf/bin/buf');
const PREPARE = 'tessera.v1.Provisioning/Prepare';
const REQUEST = { tenantId: 't', slug: 'well', tier: '3' };
const CALL = { keyring: keyringOf('tenants'), callee: 'crm', method: PREPARE, json: JSON.stringify(REQUEST), requestId: 'r' };

/** `buf curl`, which knows of a server what reflection tells it, and nothing else. @returns what it prints */
async function curl({ target }: Callee, path: string, ...options: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    BUF, 'curl', '--protocol', 'grpc', ...options, `http://${target}${path}`,
  ]);
  return stdout;
}

describe('a client that knows a server by reflection alone', () => {
  let callee: Callee;
  beforeAll(async () => {
    callee = await startCallee({ TEST_REFLECTION: 'on' });
  });
  afterAll(() => callee.stop());

  it('lists what the server serves, and no contract that it does not', async () => {
    const listed = await curl(callee, '/', '--list-methods');
    const services = new Set(listed.trim().split('\n').map((method) => method.split('/')[0]));
    expect([...services]).toEqual(['grpc.health.v1.Health', 'tessera.v1.AuthService', 'tessera.v1.Provisioning']);
    expect(listed).toContain(PREPARE);
    expect(JSON.parse(await curl(callee, '/grpc.health.v1.Health/Check'))).toEqual({ status: 'SERVING' });
  });

  it('calls a method with the header that proves its caller, which is good for one delivery', async () => {
    const header = await signJsonCall(CALL);
    expect(await callByReflection(callee.target, PREPARE, REQUEST, header)).toEqual({ detail: 'xxx' });
    const again = callByReflection(callee.target, PREPARE, REQUEST, header);
    await expect(again).rejects.toMatchObject({ code: status.UNAUTHENTICATED });
  });

  it('calls nothing of ours without it', async () => {
    const unproven = callByReflection(callee.target, PREPARE, REQUEST);
    await expect(unproven).rejects.toMatchObject({ code: status.UNAUTHENTICATED });
    expect(callee.count('asked well')).toBe(1);
  });
});

describe('a server without reflection, as in production', () => {
  let callee: Callee;
  beforeAll(async () => {
    callee = await startCallee();
  });
  afterAll(() => callee.stop());

  it('has no such service', async () => {
    await expect(curl(callee, '/', '--list-services')).rejects.toThrow('unimplemented');
  });
});

describe('the header for one call', () => {
  it('is not made for a method that no contract has, nor for what is not its request', async () => {
    await expect(signJsonCall({ ...CALL, method: 'tessera.v1.Provisioning/Destroy' })).rejects.toThrow('No contract has');
    await expect(signJsonCall({ ...CALL, json: '{"slugg": "x"}' })).rejects.toThrow('slugg');
  });
});
