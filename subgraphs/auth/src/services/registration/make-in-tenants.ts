import type { CompanyServiceDefinition, PromiseClientOf } from '@tessera/rpc';
import type { Registration } from '../../../../../prisma/auth/client/client.ts';
import type { CompanyDetails, InvitationDetails } from '../../domain/registration.ts';

type Calls = 'createUserAndCompany' | 'acceptInvitation' | 'cancelRegistration';
export type CompanyClient = Pick<PromiseClientOf<typeof CompanyServiceDefinition>, Calls>;

/** The tenant that a registration's user belongs to, and how it stands. */
export interface MadeTenant {
  readonly tenantId: string;
  readonly status: string;
}

/**
 * Asks tenants for the business half of a registration: a company, or a membership by invitation. Once made, asking
 * again tells how its tenant stands.
 */
export function makeInTenants(company: CompanyClient, registration: Registration): Promise<MadeTenant> {
  const call = { requestId: registration.id };
  return registration.kind === 'INVITATION'
    ? company.acceptInvitation(acceptanceOf(registration), call)
    : company.createUserAndCompany(companyOf(registration), call);
}

function acceptanceOf({ id: registrationId, userId, invitation }: Registration) {
  // Written by `beginAcceptance` alone.
  const { tenantId, invitationId, displayName } = invitation as unknown as InvitationDetails;
  return { registrationId, tenantId, invitationId, userId, displayName: displayName ?? '' };
}

function companyOf({ id: registrationId, userId, email, company }: Registration) {
  // Written by `beginRegistration` alone.
  const { companyName, ...details } = company as unknown as CompanyDetails;
  return {
    registrationId,
    userId,
    email,
    companyName,
    slug: details.slug ?? '',
    country: details.country ?? '',
    displayName: details.displayName ?? '',
    phone: details.phone ?? '',
    locale: details.locale ?? '',
    timeZone: details.timeZone ?? '',
  };
}
