import { WHO, type AccessExpectations, type ExpectedAccess } from '@tessera/testkit';

/** "auth records: SUPERADMIN RW, OWNER and ADMIN R tenant, MEMBER and VIEWER R own, AUDITOR none". */
const records: ExpectedAccess = { roles: WHO.readers };
const platform: ExpectedAccess = { roles: WHO.platform };
const everybody: ExpectedAccess = { roles: WHO.members };

export const access: AccessExpectations = {
  'Query.me': everybody,
  'Query.sessions': records,
  'Query.authEvents': records,
  'Query.signingKeys': platform,
  'Mutation.login': { ...everybody, anonymous: true, answers: ['UNAUTHENTICATED'] },
  'Mutation.register': { ...everybody, anonymous: true },
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
