import type { Scope } from '../scope.ts';
import { issueToken, type IssuedInvitation } from './issue-token.ts';
import { changeUnended } from './open-invitation.ts';

/**
 * Gives an invitation a new token and new time. The old token is good for nothing from then on.
 * @throws AppError BAD_USER_INPUT, NOT_FOUND, CONFLICT as `changeUnended`
 */
export async function resendInvitation(scope: Scope, id: string, days: number): Promise<IssuedInvitation> {
  const { token, sent } = issueToken(scope, days);
  return { invitation: await changeUnended(scope, id, sent), token };
}
