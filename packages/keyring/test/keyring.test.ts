import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { callerCredential, databasePassword, deriveKeyring, parseKeyring, subgraphSigningKey } from '../src/index.ts';

const root = randomBytes(32);
const services = ['auth', 'crm', 'tenants'];

describe('a keyring', () => {
  it('is the same from the same root, and another from another', () => {
    expect(deriveKeyring(root, 'crm', services)).toEqual(deriveKeyring(root, 'crm', services));
    expect(deriveKeyring(randomBytes(32), 'crm', services).rpc).not.toBe(deriveKeyring(root, 'crm', services).rpc);
  });

  it('shares no secret between two services', () => {
    const secretsOf =
      (service: string) => JSON.stringify(deriveKeyring(root, service, services)).match(/[\w-]{43}/g) ?? [];
    const crm = new Set(secretsOf('crm'));
    expect(secretsOf('auth').filter((secret) => crm.has(secret))).toEqual([]);
  });

  it('gives a caller the credential that its callee computes', () => {
    const crm = deriveKeyring(root, 'crm', services);
    const auth = deriveKeyring(root, 'auth', services);
    expect(crm.credentials['auth']).toBe(callerCredential(auth.rpc, 'crm'));
    expect(auth.credentials['auth']).toBeUndefined();
  });

  it('lets the gateway, and only the gateway, derive what a subgraph checks signatures with', () => {
    const gateway = deriveKeyring(root, 'gateway', services);
    expect(subgraphSigningKey(gateway.signingRoot ?? '', 'crm')).toBe(deriveKeyring(root, 'crm', services).signing);
    expect(deriveKeyring(root, 'crm', services).signingRoot).toBeUndefined();
    expect(gateway.database).toBeUndefined();
  });

  it("leaves the owner's password out of a running service", () => {
    const keyring = JSON.stringify(deriveKeyring(root, 'crm', services));
    expect(keyring).not.toContain(databasePassword(root, 'crm', 'owner'));
    expect(keyring).toContain(databasePassword(root, 'crm', 'app'));
  });

  it('survives its trip through the environment', () => {
    const keyring = deriveKeyring(root, 'auth', services);
    expect(parseKeyring(JSON.stringify(keyring))).toEqual(keyring);
  });

  it('is refused with every fault named and no secret quoted', () => {
    const broken = { ...deriveKeyring(root, 'auth', services), rpc: 'tooshort', surprise: 1 };
    expect(() => parseKeyring(JSON.stringify(broken))).toThrow(/rpc: .*surprise/s);
    expect(() => parseKeyring(JSON.stringify(broken))).not.toThrow(/tooshort/);
    expect(() => parseKeyring('{')).toThrow('The keyring is not JSON');
  });

  it('is not derived from a root that is too short', () => {
    expect(() => deriveKeyring(randomBytes(16), 'auth', services)).toThrow('at least 32 bytes');
  });
});
