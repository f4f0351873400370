import { WHO, type AccessExpectations, type ExpectedAccess } from '@tessera/testkit';

/** "auth records: SUPERADMIN RW, OWNER and ADMIN R tenant, MEMBER and VIEWER R own, AUDITOR none". */
const records: ExpectedAccess = { roles: WHO.readers, scope: null };
const makers = WHO.writers.filter((role) => role !== 'SUPERADMIN');
const platform: ExpectedAccess = { roles: WHO.platform, scope: null };
const everybody: ExpectedAccess = { roles: WHO.members };

export const access: AccessExpectations = {
  'Query.me': { ...everybody, scope: '*' },
  'Query.invitationByToken': { ...everybody, anonymous: true },
  'Query.sessions': records,
  'Query.authEvents': records,
  // "API keys: SUPERADMIN and OWNER all, ADMIN all of the tenant, MEMBER own"; a key acts as its maker's membership, and a
  // SUPERADMIN has none to make one from.
  'Query.apiKeys': { roles: WHO.writers, scope: null },
  'Query.apiKeyScopes': { roles: WHO.writers, scope: null },
  'Mutation.createApiKey': { roles: makers, scope: null },
  'Mutation.rotateApiKey': { roles: makers, scope: null },
  'Mutation.revokeApiKey': { roles: WHO.writers, scope: null },
  // From within one tenant it refuses by itself: leave first.
  'Query.users': { ...platform, answers: ['FORBIDDEN'] },
  'Query.signingKeys': platform,
  'Mutation.login': { ...everybody, anonymous: true, answers: ['UNAUTHENTICATED'] },
  'Mutation.register': { ...everybody, anonymous: true },
  'Mutation.acceptInvitation': { ...everybody, anonymous: true },
  'Mutation.refreshSession': { ...everybody, anonymous: true, answers: ['UNAUTHENTICATED'] },
  'Mutation.logout': { ...everybody, endsSession: true, scope: null },
  'Mutation.changePassword': { ...everybody, scope: null, answers: ['UNAUTHENTICATED'] },
  'Mutation.resetPassword': { ...everybody, anonymous: true },
  'Mutation.revokeSession': records,
  // From within one tenant it refuses by itself: leave first.
  'Mutation.enterTenant': { ...platform, answers: ['FORBIDDEN'] },
  'Mutation.createUser': platform,
  'Mutation.provisionUser': platform,
  'Mutation.disableUser': platform,
  'Mutation.enableUser': platform,
  'Mutation.issuePasswordReset': { ...platform, answers: ['FORBIDDEN'] },
  'Mutation.rotateSigningKeys': platform,
};
