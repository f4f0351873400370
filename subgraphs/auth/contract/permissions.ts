import {
  anyone,
  definePermissions,
  inherit,
  restrictInputs,
  roles,
  signedIn,
  superadmin,
  withScope,
} from '@tessera/permissions';
import type { Coordinates } from './coordinates.generated.ts';

/** All of the tenant's for OWNER and ADMIN, one's own for MEMBER and VIEWER: the database narrows the rows. */
const readsAuthRecords = roles('SUPERADMIN', 'OWNER', 'ADMIN', 'MEMBER', 'VIEWER');
/** All of the tenant's for OWNER and ADMIN, one's own for a MEMBER. Closed to API keys: none makes or ends another. */
const keepsApiKeys = roles('SUPERADMIN', 'OWNER', 'ADMIN', 'MEMBER');
/** A key acts as its maker's membership, which a SUPERADMIN has none of. */
const makesApiKeys = roles('OWNER', 'ADMIN', 'MEMBER');
const namesTenants = { 'filter.tenantId': ['SUPERADMIN'] } as const;

export default definePermissions<Coordinates>({
  Query: {
    // A key of any scope may ask whose it is.
    me: withScope(signedIn, '*'),
    invitationByToken: anyone,
    sessions: restrictInputs(readsAuthRecords, namesTenants),
    authEvents: restrictInputs(readsAuthRecords, namesTenants),
    users: superadmin(),
    apiKeys: restrictInputs(keepsApiKeys, namesTenants),
    apiKeyScopes: keepsApiKeys,
    signingKeys: superadmin(),
  },
  Mutation: {
    login: anyone,
    register: anyone,
    acceptInvitation: anyone,
    refreshSession: anyone,
    logout: signedIn,
    revokeSession: readsAuthRecords,
    changePassword: signedIn,
    resetPassword: anyone,
    createApiKey: makesApiKeys,
    rotateApiKey: makesApiKeys,
    revokeApiKey: keepsApiKeys,
    enterTenant: superadmin(),
    createUser: superadmin(),
    provisionUser: superadmin(),
    disableUser: superadmin(),
    enableUser: superadmin(),
    issuePasswordReset: superadmin(),
    rotateSigningKeys: superadmin(),
  },
  // `login` answers a caller who is still anonymous with its own user, so no role can be asked for here. Which users a
  // caller may see is a matter of rows: see loaders/visible-users.ts.
  User: {
    id: anyone,
    email: anyone,
    status: anyone,
    createdAt: anyone,
    role: anyone,
    tenant: anyone,
  },
  Tenant: {
    id: anyone,
    slug: anyone,
    name: anyone,
  },
  UserConnection: inherit,
  UserEdge: inherit,
  Session: inherit,
  UserSession: inherit,
  UserSessionConnection: inherit,
  UserSessionEdge: inherit,
  ApiKey: inherit,
  ApiKeyConnection: inherit,
  ApiKeyEdge: inherit,
  IssuedApiKey: inherit,
  IssuedPasswordReset: inherit,
  AuthEvent: inherit,
  AuthEventConnection: inherit,
  AuthEventEdge: inherit,
  PageInfo: inherit,
  CreateUserPayload: inherit,
  RegistrationPayload: inherit,
  ProvisionUserPayload: inherit,
  AcceptInvitationPayload: inherit,
  InvitationPreview: inherit,
  SigningKey: inherit,
});
