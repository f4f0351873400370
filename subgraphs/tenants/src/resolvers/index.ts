import type { Resolvers } from '../generated/resolvers.ts';
import { Client } from './Client.ts';
import { Invitation } from './Invitation.ts';
import { Membership } from './Membership.ts';
import { addMember } from './Mutation/addMember.ts';
import { changeMemberRole } from './Mutation/changeMemberRole.ts';
import { createTenant } from './Mutation/createTenant.ts';
import { deleteTenant } from './Mutation/deleteTenant.ts';
import { inviteMember } from './Mutation/inviteMember.ts';
import { markNotificationRead } from './Mutation/markNotificationRead.ts';
import { removeMember } from './Mutation/removeMember.ts';
import { resendInvitation } from './Mutation/resendInvitation.ts';
import { resumeProvisioning } from './Mutation/resumeProvisioning.ts';
import { resumeTenant } from './Mutation/resumeTenant.ts';
import { revokeInvitation } from './Mutation/revokeInvitation.ts';
import { suspendTenant } from './Mutation/suspendTenant.ts';
import { updateClient } from './Mutation/updateClient.ts';
import { updateCompany } from './Mutation/updateCompany.ts';
import { updateMyProfile } from './Mutation/updateMyProfile.ts';
import { updateProfile } from './Mutation/updateProfile.ts';
import { updateTenant } from './Mutation/updateTenant.ts';
import { ProvisioningRun } from './ProvisioningRun.ts';
import { client } from './Query/client.ts';
import { clients } from './Query/clients.ts';
import { company } from './Query/company.ts';
import { invitations } from './Query/invitations.ts';
import { members } from './Query/members.ts';
import { myProfile } from './Query/myProfile.ts';
import { notifications } from './Query/notifications.ts';
import { profile } from './Query/profile.ts';
import { tenant } from './Query/tenant.ts';
import { tenantBySlug } from './Query/tenantBySlug.ts';
import { tenants } from './Query/tenants.ts';
import { RemovedMember } from './RemovedMember.ts';
import { Tenant } from './Tenant.ts';
import { TenantLimits } from './TenantLimits.ts';
import { User } from './User.ts';
import { UserProfile } from './UserProfile.ts';

export const resolvers: Resolvers = {
  Query: {
    client,
    clients,
    company,
    invitations,
    members,
    myProfile,
    notifications,
    profile,
    tenant,
    tenantBySlug,
    tenants,
  },
  Mutation: {
    addMember,
    changeMemberRole,
    createTenant,
    deleteTenant,
    inviteMember,
    markNotificationRead,
    removeMember,
    resendInvitation,
    resumeProvisioning,
    resumeTenant,
    revokeInvitation,
    suspendTenant,
    updateClient,
    updateCompany,
    updateMyProfile,
    updateProfile,
    updateTenant,
  },
  Client,
  Invitation,
  Membership,
  ProvisioningRun,
  RemovedMember,
  Tenant,
  TenantLimits,
  User,
  UserProfile,
};
