import type { Resolvers } from '../generated/resolvers.ts';
import { AcceptInvitationPayload } from './AcceptInvitationPayload.ts';
import { ApiKey } from './ApiKey.ts';
import { AuthEvent } from './AuthEvent.ts';
import { InvitationPreview } from './InvitationPreview.ts';
import { acceptInvitation } from './Mutation/acceptInvitation.ts';
import { changePassword } from './Mutation/changePassword.ts';
import { createApiKey } from './Mutation/createApiKey.ts';
import { createUser } from './Mutation/createUser.ts';
import { disableUser } from './Mutation/disableUser.ts';
import { enableUser } from './Mutation/enableUser.ts';
import { enterTenant } from './Mutation/enterTenant.ts';
import { issuePasswordReset } from './Mutation/issuePasswordReset.ts';
import { login } from './Mutation/login.ts';
import { logout } from './Mutation/logout.ts';
import { provisionUser } from './Mutation/provisionUser.ts';
import { refreshSession } from './Mutation/refreshSession.ts';
import { register } from './Mutation/register.ts';
import { resetPassword } from './Mutation/resetPassword.ts';
import { revokeApiKey } from './Mutation/revokeApiKey.ts';
import { revokeSession } from './Mutation/revokeSession.ts';
import { rotateApiKey } from './Mutation/rotateApiKey.ts';
import { rotateSigningKeys } from './Mutation/rotateSigningKeys.ts';
import { apiKeys } from './Query/apiKeys.ts';
import { apiKeyScopes } from './Query/apiKeyScopes.ts';
import { authEvents } from './Query/authEvents.ts';
import { invitationByToken } from './Query/invitationByToken.ts';
import { me } from './Query/me.ts';
import { sessions } from './Query/sessions.ts';
import { signingKeys } from './Query/signingKeys.ts';
import { users } from './Query/users.ts';
import { Session } from './Session.ts';
import { User } from './User.ts';
import { UserSession } from './UserSession.ts';

export const resolvers: Resolvers = {
  Query: { me, invitationByToken, sessions, authEvents, users, apiKeys, apiKeyScopes, signingKeys },
  Mutation: {
    login,
    register,
    acceptInvitation,
    refreshSession,
    logout,
    revokeSession,
    changePassword,
    resetPassword,
    createApiKey,
    rotateApiKey,
    revokeApiKey,
    enterTenant,
    createUser,
    provisionUser,
    disableUser,
    enableUser,
    issuePasswordReset,
    rotateSigningKeys,
  },
  User,
  Session,
  UserSession,
  ApiKey,
  AuthEvent,
  AcceptInvitationPayload,
  InvitationPreview,
};
