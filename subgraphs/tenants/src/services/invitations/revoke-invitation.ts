import type { Invitation } from '../../../../../prisma/tenants/client/client.ts';
import type { Scope } from '../scope.ts';
import { changeUnended } from './open-invitation.ts';

/** Ends an invitation: its token is good for nothing from then on. @throws AppError as `changeUnended` */
export function revokeInvitation(scope: Scope, id: string): Promise<Invitation> {
  return changeUnended(scope, id, { revokedAt: new Date() });
}
