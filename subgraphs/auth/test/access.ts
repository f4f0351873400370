import { WHO, type AccessExpectations, type ExpectedAccess } from '@tessera/testkit';

/** "auth records: SUPERADMIN RW, OWNER and ADMIN R tenant, MEMBER and VIEWER R own, AUDITOR none". */
const records: ExpectedAccess = { roles: WHO.readers };
const makers = WHO.writers.filter((role) => role !== 'SUPERADMIN');
const platform: ExpectedAccess = { roles: WHO.platform };
const everybody: ExpectedAccess = { roles: WHO.members };

export const access: AccessExpectations = {
  'Query.me': everybody,
  'Query.invitationByToken': { ...everybody, anonymous: true },
  'Query.sessions': records,
  'Query.authEvents': records,
  // "API keys: SUPERADMIN and OWNER all, ADMIN all of the tenant, MEMBER own"; a key acts as its maker's membership, and a
  // SUPERADMIN has none to make one from.
  'Query.apiKeys': { roles: WHO.writers },
  'Query.apiKeyScopes': { roles: WHO.writers },
  'Mutation.createApiKey': { roles: makers },
  'Mutation.rotateApiKey': { roles: makers },
  'Mutation.revokeApiKey': { roles: WHO.writers },
  'Query.signingKeys': platform,
  'Mutation.login': { ...everybody, anonymous: true, answers: ['UNAUTHENTICATED'] },
  'Mutation.register': { ...everybody, anonymous: true },
  'Mutation.acceptInvitation': { ...everybody, anonymous: true },
  'Mutation.refreshSession': { ...everybody, anonymous: true, answers: ['UNAUTHENTICATED'] },
  'Mutation.logout': { ...everybody, endsSession: true },
  'Mutation.changePassword': { ...everybody, answers: ['UNAUTHENTICATED'] },
  'Mutation.revokeSession': records,
  // From within one tenant it refuses by itself: leave first.
  'Mutation.enterTenant': { ...platform, answers: ['FORBIDDEN'] },
  'Mutation.createUser': platform,
  'Mutation.provisionUser': platform,
  'Mutation.disableUser': platform,
  'Mutation.enableUser': platform,
  'Mutation.rotateSigningKeys': platform,
};
