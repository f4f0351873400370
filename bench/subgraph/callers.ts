import { signRequest, signingKey, type Identity } from '@tessera/identity';
import { deriveKeyring } from '@tessera/keyring';
import { v7 } from 'uuid';

/** Opens nothing but a bench's own database, which ends with it. */
export const benchKeyring = deriveKeyring(Buffer.alloc(32, 'bench'), 'crm', ['crm']);

const key = signingKey(Buffer.from(benchKeyring.signing ?? '', 'base64url'));
const sessionId = v7();

/** Headers by which one kind of server learns who asks. */
export type Sign = (body: string, tenantId: string, userId: string) => Record<string, string>;

/** As the gateway signs a fetch. */
export const signed: Sign = (body, tenantId, userId) => {
  const identity: Identity = { userId, sessionId, tenantId, role: 'OWNER' };
  const parts = { method: 'POST', path: '/graphql', audience: 'crm', body };
  return signRequest(key, parts, { identity, requestId: v7(), clientAddress: '127.0.0.1' });
};

/** Takes the runner's word for the tenant: what checking a token costs is not charged to the others. */
export const believed: Sign = (_body, tenantId) => ({ 'x-tenant-id': tenantId });
