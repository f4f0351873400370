import { ROLES, type Role } from '@tessera/identity';
import { normaliseEmail } from '../../domain/normalise-email.ts';
import type { Scope } from '../scope.ts';

export type InvitationStatus = 'PENDING' | 'ACCEPTED' | 'REVOKED' | 'EXPIRED';

/** An invitation as tenants tells it to who holds its token. */
export interface KnownInvitation {
  readonly id: string;
  readonly tenantId: string;
  /** Normalised. */
  readonly email: string;
  readonly role: Role;
  readonly status: InvitationStatus;
  readonly expiresAt: Date;
}

/** The invitation that a token stands for; null when there is none. @throws AppError UNAVAILABLE */
export async function findInvitation(
  { company, requestId }: Pick<Scope, 'company' | 'requestId'>,
  token: string,
): Promise<KnownInvitation | null> {
  const found = await company.findInvitation({ token }, { requestId });
  const { invitationId: id, tenantId, status } = found;
  const [email, role] = [normaliseEmail(found.email), ROLES.find((each) => each === found.role)];
  if (id === '' || email === null || !role || !isStatus(status)) return null;
  return { id, tenantId, email, role, status, expiresAt: new Date(found.expiresAtMs) };
}

const STATUSES: readonly string[] = ['PENDING', 'ACCEPTED', 'REVOKED', 'EXPIRED'] satisfies InvitationStatus[];

function isStatus(status: string): status is InvitationStatus {
  return STATUSES.includes(status);
}
