import { recordTypeOf } from '../domain/record-type.ts';
import type { RecordGrantResolvers } from '../generated/resolvers.ts';

export const RecordGrant: RecordGrantResolvers = {
  recordType: ({ recordType }) => recordTypeOf(recordType),
  user: ({ userId }) => ({ id: userId }),
  grantedBy: ({ grantedBy }) => (grantedBy ? { id: grantedBy } : null),
};
