import { AppError, conflict } from '@tessera/errors';
import type { CreateUserAndCompanyResponse, Membership } from '@tessera/rpc';
import { v7 } from 'uuid';
import type { RegistrationWork } from '../../src/services/registration/drive-registration.ts';

/** What tenants knows of registrations, as a table in memory that keeps the promises of the real one. */
export interface CompanyDirectory extends Pick<RegistrationWork, 'company'> {
  /** By registration. */
  readonly made: Map<string, CreateUserAndCompanyResponse>;
  readonly cancelled: Set<string>;
  /** The state in which new tenants are. */
  status: 'PROVISIONING' | 'ACTIVE';
  /** Set it, and tenants does not answer. */
  isAway: boolean;
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
    cancelled: new Set(),
    status: 'ACTIVE',
    isAway: false,
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
