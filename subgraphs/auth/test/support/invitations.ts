import { randomUUID } from 'node:crypto';
import { v7 } from 'uuid';
import type { AcceptInvitationInput } from '../../src/services/registration/check-acceptance.ts';
import { PASSWORD } from './auth-world.ts';
import type { CompanyDirectory, OpenInvitation } from './company-directory.ts';

/** Puts an invitation into what tenants knows, and gives a request that accepts it. */
export function invited(
  companies: CompanyDirectory,
  facts: Partial<OpenInvitation> = {},
  request: Partial<AcceptInvitationInput> = {},
): AcceptInvitationInput & { readonly email: string; readonly tenantId: string } {
  const token = `tsi_${randomUUID()}`;
  const own = { id: v7(), tenantId: v7(), email: `${v7()}@invited.example`, role: 'MEMBER', status: 'PENDING', ...facts };
  companies.invitations.set(token, own);
  const { email, tenantId } = own;
  return { token, password: PASSWORD, displayName: null, idempotencyKey: randomUUID(), email, tenantId, ...request };
}
