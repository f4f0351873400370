import { AppError, conflict } from '@tessera/errors';
import type { CreateUserAndCompanyResponse, Membership } from '@tessera/rpc';
import { v7 } from 'uuid';
import type { RegistrationWork } from '../../src/services/registration/drive-registration.ts';
import type { Scope } from '../../src/services/scope.ts';

/** An invitation as tenants keeps it. */
export interface OpenInvitation {
  readonly id: string;
  readonly tenantId: string;
  readonly email: string;
  readonly role: string;
  status: string;
}

/** What tenants knows of registrations, as a table in memory that keeps the promises of the real one. */
export interface CompanyDirectory {
  readonly company: RegistrationWork['company'] & Scope['company'];
  /** By registration. */
  readonly made: Map<string, CreateUserAndCompanyResponse>;
  /** By token. */
  readonly invitations: Map<string, OpenInvitation>;
  readonly cancelled: Set<string>;
  /** The state in which new tenants are. */
  status: 'PROVISIONING' | 'ACTIVE';
  /** Set it, and tenants does not answer. */
  isAway: boolean;
  /** An invitation that was found open is revoked before it is accepted. */
  revokesMeanwhile: boolean;
  /** Tenants makes what it is asked for, and the answer is lost. */
  losesAnswers: boolean;
}

export function createCompanyDirectory(memberships: Map<string, Membership[]>): CompanyDirectory {
  const taken = new Set<string>();
  const requireAnswer = (isLost: boolean) => {
    if (isLost) throw new AppError('UNAVAILABLE', 'The tenants service cannot be reached.', { service: 'tenants' });
  };
  const directory: CompanyDirectory = {
    made: new Map(),
    invitations: new Map(),
    cancelled: new Set(),
    status: 'ACTIVE',
    isAway: false,
    revokesMeanwhile: false,
    losesAnswers: false,
    company: {
      async createUserAndCompany({ registrationId, userId, slug }) {
        requireAnswer(directory.isAway);
        if (directory.cancelled.has(registrationId)) throw conflict('This registration was cancelled.');
        const tenantId = directory.made.get(registrationId)?.tenantId ?? v7();
        if (!directory.made.has(registrationId)) {
          if (taken.has(slug)) throw new AppError('CONFLICT', 'The slug is taken.', { field: 'input.slug' });
          taken.add(slug || tenantId);
        }
        const { status } = directory;
        const tenant = { tenantId, slug, status };
        directory.made.set(registrationId, tenant);
        memberships.set(userId, [{ tenantId, tenantSlug: slug, role: 'OWNER', tenantStatus: status }]);
        requireAnswer(directory.losesAnswers);
        return tenant;
      },
      async findInvitation({ token }) {
        requireAnswer(directory.isAway);
        const found = directory.invitations.get(token);
        const { id = '', tenantId = '', email = '', role = '', status = '' } = found ?? {};
        return { invitationId: id, tenantId, email, role, status, expiresAtMs: found ? Date.now() + 60_000 : 0 };
      },
      async acceptInvitation({ registrationId, invitationId, userId }) {
        requireAnswer(directory.isAway);
        if (directory.cancelled.has(registrationId)) throw conflict('This registration was cancelled.');
        const invitation = [...directory.invitations.values()].find(({ id }) => id === invitationId);
        const { tenantId = '', role = '' } = invitation ?? {};
        const { status } = directory;
        if (!directory.made.has(registrationId)) {
          if (directory.revokesMeanwhile || invitation?.status !== 'PENDING') throw conflict('This invitation is not open.');
          invitation.status = 'ACCEPTED';
          directory.made.set(registrationId, { tenantId, slug: '', status });
          const joined = { tenantId, tenantSlug: tenantId, role, tenantStatus: status };
          memberships.set(userId, [...(memberships.get(userId) ?? []), joined]);
        }
        requireAnswer(directory.losesAnswers);
        return { tenantId, status };
      },
      async cancelRegistration({ registrationId }) {
        requireAnswer(directory.isAway);
        directory.cancelled.add(registrationId);
        directory.made.delete(registrationId);
        return {};
      },
    },
  };
  return directory;
}
