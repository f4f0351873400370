import {
  anyone,
  definePermissions,
  everyMember,
  inherit,
  inTenant,
  keyField,
  restrictInputs,
  roles,
  superadmin,
  tenantRoles,
  withScope,
} from '@tessera/permissions';
import type { Coordinates } from './coordinates.generated.ts';

/** Tenant, company and profiles: everybody in the tenant reads them, OWNER and ADMIN change them. */
const reads = withScope(everyMember, 'tenants:read');
const changes = inTenant(withScope(roles('SUPERADMIN', 'OWNER', 'ADMIN'), 'tenants:write'));
/** Members and roles: who sees them also manages them. What no ADMIN does to an OWNER: src/domain/member-rules.ts. */
const seesMembers = withScope(roles('SUPERADMIN', 'OWNER', 'ADMIN'), 'members:read');
const managesMembers = inTenant(withScope(roles('SUPERADMIN', 'OWNER', 'ADMIN'), 'members:write'));
/** A SUPERADMIN is no member, and so has no profile and is sent no notifications. */
const asMember = tenantRoles;
const platform = superadmin();
/** Who runs the tenant, and who looks over its figures, sees how far its plan goes. */
const readsLimits = inTenant(withScope(roles('SUPERADMIN', 'OWNER', 'ADMIN', 'AUDITOR'), 'tenants:read'));
/** What a tenant has bought is between the platform and the OWNER. */
const contracting = ['SUPERADMIN', 'OWNER'] as const;

export default definePermissions<Coordinates>({
  Query: {
    tenant: inTenant(reads),
    tenants: platform,
    tenantBySlug: platform,
    clients: platform,
    client: platform,
    company: inTenant(reads),
    members: inTenant(seesMembers),
    invitations: inTenant(seesMembers),
    myProfile: asMember,
    profile: inTenant(reads),
    notifications: asMember,
  },
  Mutation: {
    createTenant: platform,
    updateTenant: restrictInputs(changes, { 'input.slug': contracting, 'input.tier': contracting }),
    suspendTenant: platform,
    resumeTenant: platform,
    deleteTenant: platform,
    resumeProvisioning: platform,
    updateClient: platform,
    updateCompany: changes,
    // An AUDITOR reads, and changes nothing.
    updateMyProfile: roles('OWNER', 'ADMIN', 'MEMBER', 'VIEWER'),
    updateProfile: changes,
    // Without asking the person, so not for the tenant's own people: they invite.
    addMember: inTenant(platform),
    inviteMember: managesMembers,
    resendInvitation: managesMembers,
    revokeInvitation: managesMembers,
    changeMemberRole: managesMembers,
    removeMember: managesMembers,
    markNotificationRead: asMember,
  },
  TenantLimits: {
    id: keyField,
    users: readsLimits,
  },
  LimitUse: inherit,
  Tenant: {
    // What `login` shows of the tenant to a caller who is anonymous yet; auth provides it there. Everybody else's rows
    // are narrowed by the database, and to nobody's for a caller without an identity.
    id: anyone,
    slug: anyone,
    name: anyone,
    status: reads,
    statusReason: platform,
    tier: reads,
    client: platform,
    company: reads,
    memberships: seesMembers,
    services: reads,
    provisioning: roles(...contracting),
    limits: readsLimits,
    version: reads,
    createdAt: reads,
    updatedAt: reads,
  },
  // Whose role, tenant and profile a caller may know is a matter of rows: see services/find-role.ts.
  User: {
    id: anyone,
    role: anyone,
    tenant: anyone,
    profile: reads,
    memberships: reads,
  },
  Client: inherit,
  ClientConnection: inherit,
  ClientEdge: inherit,
  Company: inherit,
  Invitation: inherit,
  InvitationConnection: inherit,
  InvitationEdge: inherit,
  IssuedInvitation: inherit,
  Membership: inherit,
  MembershipConnection: inherit,
  MembershipEdge: inherit,
  Notification: inherit,
  NotificationConnection: inherit,
  NotificationEdge: inherit,
  PageInfo: inherit,
  ProvisioningRun: inherit,
  ProvisioningStep: inherit,
  RemovedMember: inherit,
  TenantConnection: inherit,
  TenantEdge: inherit,
  TenantService: inherit,
  UserProfile: inherit,
});
