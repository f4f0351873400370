import type { UserRecord } from '../open-session.ts';
import type { Scope } from '../scope.ts';
import { beginRegistration } from './begin-registration.ts';
import { checkRequest, type RegisterInput } from './check-request.ts';
import { settleRegistration } from './settle-registration.ts';

/** A user whom the platform has registered: PENDING or ACTIVE. */
export interface ProvisionedUser {
  readonly status: 'PENDING' | 'ACTIVE';
  readonly user: UserRecord;
}

/**
 * Registers somebody else with a company of their own, and opens no session. In all else it is `register`.
 * @throws AppError as `register`
 */
export async function provisionUser(scope: Scope, input: RegisterInput): Promise<ProvisionedUser> {
  const request = checkRequest(input);
  const begin = () => beginRegistration(scope, 'PROVISIONED_BY_OPERATOR', request);
  const { registration } = await settleRegistration(scope, request, begin);
  const where = { id: registration.userId };
  const user = await scope.db.query((prisma) => prisma.user.findUniqueOrThrow({ where }));
  return { status: registration.state === 'ACTIVE' ? 'ACTIVE' : 'PENDING', user };
}
