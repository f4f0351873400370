import { WHO, type AccessExpectations, type ExpectedAccess } from '@tessera/testkit';

const platform: ExpectedAccess = { roles: WHO.platform, scope: null };
/** "tenant, company, profiles: OWNER and ADMIN RW; MEMBER and VIEWER R, own profile RW; AUDITOR R". */
const read: ExpectedAccess = { roles: WHO.members, entered: true, scope: 'tenants:read' };
const write: ExpectedAccess = { roles: WHO.managers, entered: true, scope: 'tenants:write' };
/** "members and roles: OWNER manages, ADMIN manages but not OWNER". */
const readMembers: ExpectedAccess = { roles: WHO.managers, entered: true, scope: 'members:read' };
const manageMembers: ExpectedAccess = { ...readMembers, scope: 'members:write' };

export const access: AccessExpectations = {
  'Query.tenant': read,
  'Query.company': read,
  'Query.profile': read,
  'Query.members': readMembers,
  'Query.invitations': readMembers,
  'Query.myProfile': { roles: ['OWNER', 'ADMIN', 'MEMBER', 'VIEWER', 'AUDITOR'], scope: null },
  'Query.notifications': { roles: ['OWNER', 'ADMIN', 'MEMBER', 'VIEWER', 'AUDITOR'], scope: null },
  'Query.client': platform,
  'Query.clients': platform,
  'Query.tenants': platform,
  'Query.tenantBySlug': platform,
  'Mutation.updateTenant': write,
  'Mutation.updateCompany': write,
  'Mutation.updateProfile': write,
  'Mutation.updateMyProfile': { roles: ['OWNER', 'ADMIN', 'MEMBER', 'VIEWER'], scope: null },
  'Mutation.markNotificationRead': { roles: ['OWNER', 'ADMIN', 'MEMBER', 'VIEWER', 'AUDITOR'], scope: null },
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
