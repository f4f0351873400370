import { notFound } from '@tessera/errors';
import {
  CompanyServiceDefinition,
  methodPath,
  rpcService,
  type CreateUserAndCompanyRequest,
  type FindInvitationResponse,
  type RpcService,
  type UpdateUserProfileRequest,
  type UserProfile as ProfileMessage,
} from '@tessera/rpc';
import { validate } from 'uuid';
import type { Invitation } from '../../../prisma/tenants/client/client.ts';
import { backgroundOf, type Runtime } from './background.ts';
import { invitationStatus } from './domain/invitation.ts';
import { cancelRegistration } from './services/cancel-registration.ts';
import { createUserAndCompany, type NewCompany } from './services/create-user-and-company.ts';
import { acceptInvitation } from './services/invitations/accept-invitation.ts';
import { findInvitation } from './services/invitations/find-invitation.ts';
import { listCompaniesOfUser } from './services/list-companies-of-user.ts';
import { readProfile, type ProfileCard } from './services/read-profile.ts';
import { updateProfile, type ProfileChanges } from './services/update-profile.ts';
import { validateMember } from './services/validate-member.ts';

/** Who may ask what, and why: docs/grpc.md. */
export const companyServiceCallers = {
  // Auth greets people by name, crm shows who owns a record.
  [methodPath(CompanyServiceDefinition, 'getUserProfile')]: ['auth', 'crm'],
  // What a person tells at registration or invitation.
  [methodPath(CompanyServiceDefinition, 'updateUserProfile')]: ['auth'],
  [methodPath(CompanyServiceDefinition, 'validateUser')]: ['auth', 'crm'],
  [methodPath(CompanyServiceDefinition, 'getUserCompanies')]: ['auth', 'superadmin'],
  // Auth drives registrations.
  [methodPath(CompanyServiceDefinition, 'createUserAndCompany')]: ['auth'],
  [methodPath(CompanyServiceDefinition, 'findInvitation')]: ['auth'],
  [methodPath(CompanyServiceDefinition, 'acceptInvitation')]: ['auth'],
  [methodPath(CompanyServiceDefinition, 'cancelRegistration')]: ['auth'],
};

/** People as they appear in companies. */
export function companyService(runtime: Runtime): RpcService {
  const { database } = runtime;
  const acrossTenants = (requestId: string) => database.platform({ userId: null, requestId });
  return rpcService(CompanyServiceDefinition, {
    async getUserProfile({ tenantId, userId }, { requestId }) {
      const profile = await readProfile(acrossTenants(requestId), tenantId, userId);
      return profile ? messageOf(profile) : NO_PROFILE;
    },
    async updateUserProfile(request, { requestId }) {
      const { tenantId, userId, version } = request;
      if (!validate(tenantId)) throw notFound('profile');
      const db = database.tenant({ tenantId, userId: null, rowScope: null, requestId });
      return messageOf(await updateProfile({ db }, userId, version, changesOf(request)));
    },
    async validateUser({ tenantId, userId }, { requestId }) {
      const found = await validateMember(acrossTenants(requestId), tenantId, userId);
      return found ?? { valid: false, role: '', tenantStatus: '' };
    },
    async getUserCompanies({ userId }, { requestId }) {
      return { companies: await listCompaniesOfUser(acrossTenants(requestId), userId) };
    },
    createUserAndCompany(request, { requestId }) {
      const { provisioner } = backgroundOf(runtime);
      return createUserAndCompany({ db: acrossTenants(requestId), provisioner }, newCompanyOf(request));
    },
    async findInvitation({ token }, { requestId }) {
      const invitation = await findInvitation(acrossTenants(requestId), token);
      return invitation ? messageOfInvitation(invitation) : NO_INVITATION;
    },
    acceptInvitation({ displayName, ...request }, { requestId }) {
      const { tenantId } = request;
      const db = database.platform({ userId: null, requestId, ...(validate(tenantId) && { tenantId }) });
      return acceptInvitation(db, runtime.limits, { ...request, displayName: told(displayName) });
    },
    async cancelRegistration({ registrationId }, { requestId }) {
      await cancelRegistration(acrossTenants(requestId), registrationId);
      return {};
    },
  });
}

/** On the wire a field that is left out stays, and an empty one is removed. */
function changesOf(request: UpdateUserProfileRequest): ProfileChanges {
  const change = (value: string | undefined) => (value === '' ? null : value);
  return {
    displayName: change(request.displayName),
    jobTitle: change(request.jobTitle),
    phone: change(request.phone),
    locale: change(request.locale),
    timeZone: change(request.timeZone),
  };
}

/** On the wire an empty field is one that was not told. */
const told = (value: string) => (value === '' ? null : value);

function newCompanyOf(request: CreateUserAndCompanyRequest): NewCompany {
  return {
    ...request,
    displayName: told(request.displayName),
    slug: told(request.slug),
    country: told(request.country),
    phone: told(request.phone),
    locale: told(request.locale),
    timeZone: told(request.timeZone),
  };
}

function messageOf(profile: ProfileCard): ProfileMessage {
  const { userId, tenantId, version, displayName, jobTitle, phone, locale, timeZone } = profile;
  return {
    userId,
    tenantId,
    displayName: displayName ?? '',
    jobTitle: jobTitle ?? '',
    phone: phone ?? '',
    locale: locale ?? '',
    timeZone: timeZone ?? '',
    version,
  };
}

function messageOfInvitation(invitation: Invitation): FindInvitationResponse {
  const { id: invitationId, tenantId, email, role, expiresAt } = invitation;
  const status = invitationStatus(invitation, new Date());
  return { invitationId, tenantId, email, role, status, expiresAtMs: expiresAt.getTime() };
}

const NO_INVITATION: FindInvitationResponse = {
  invitationId: '', tenantId: '', email: '', role: '', status: '', expiresAtMs: 0,
};

const NO_PROFILE: ProfileMessage = {
  userId: '', tenantId: '', displayName: '', jobTitle: '', phone: '', locale: '', timeZone: '', version: 0,
};
