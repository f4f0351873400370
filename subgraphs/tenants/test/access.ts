import { WHO, type AccessExpectations, type ExpectedAccess } from '@tessera/testkit';

const platform: ExpectedAccess = { roles: WHO.platform };
/** "tenant, company, profiles: OWNER and ADMIN RW; MEMBER and VIEWER R, own profile RW; AUDITOR R". */
const read: ExpectedAccess = { roles: WHO.members, entered: true };
const write: ExpectedAccess = { roles: WHO.managers, entered: true };
/** "members and roles: OWNER manages, ADMIN manages but not OWNER". */
const manageMembers: ExpectedAccess = { roles: WHO.managers, entered: true };

export const access: AccessExpectations = {
  'Query.tenant': read,
  'Query.company': read,
  'Query.profile': read,
  'Query.members': manageMembers,
  'Query.invitations': manageMembers,
  'Query.myProfile': { roles: ['OWNER', 'ADMIN', 'MEMBER', 'VIEWER', 'AUDITOR'] },
  'Query.notifications': { roles: ['OWNER', 'ADMIN', 'MEMBER', 'VIEWER', 'AUDITOR'] },
  'Query.client': platform,
  'Query.clients': platform,
  'Query.tenants': platform,
  'Query.tenantBySlug': platform,
  'Mutation.updateTenant': write,
  'Mutation.updateCompany': write,
  'Mutation.updateProfile': write,
  'Mutation.updateMyProfile': { roles: ['OWNER', 'ADMIN', 'MEMBER', 'VIEWER'] },
  'Mutation.markNotificationRead': { roles: ['OWNER', 'ADMIN', 'MEMBER', 'VIEWER', 'AUDITOR'] },
  'Mutation.addMember': { ...platform, entered: true },
  'Mutation.inviteMember': manageMembers,
  'Mutation.resendInvitation': manageMembers,
  'Mutation.revokeInvitation': manageMembers,
  'Mutation.changeMemberRole': manageMembers,
  'Mutation.removeMember': manageMembers,
  'Mutation.createTenant': platform,
  'Mutation.suspendTenant': platform,
  'Mutation.resumeTenant': platform,
  'Mutation.deleteTenant': platform,
  'Mutation.resumeProvisioning': platform,
  'Mutation.updateClient': platform,
};
