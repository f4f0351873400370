import { AppError, notFound } from '@tessera/errors';
import type { Identity } from '@tessera/identity';
import { MembershipsDefinition } from '@tessera/rpc';
import type { RowScope } from '@tessera/tenancy';
import type { SubgraphRuntime } from './definition.ts';

/** What of a service's scope decides who may own a record. */
export interface OwnerScope {
  readonly actor: {
    readonly userId: string;
    /** Which records the caller reaches; null: none. */
    readonly rowScope: RowScope | null;
  };
  /** Asks tenants whether a user belongs to the caller's tenant. */
  isMember(userId: string): Promise<boolean>;
}

/**
 * The owner of a new record: the caller, unless somebody else is named.
 * @throws AppError FORBIDDEN when the caller reaches only its own records, NOT_FOUND for a user of another tenant
 */
export async function chooseOwner(scope: OwnerScope, ownerId: string | undefined): Promise<string> {
  if (ownerId === undefined || ownerId === scope.actor.userId) return scope.actor.userId;
  await checkTransfer(scope, ownerId);
  return ownerId;
}

/**
 * Checks that a record may be given to this user. Undefined: it is not to be given away.
 * @throws AppError as `chooseOwner`
 */
export async function checkTransfer(scope: OwnerScope, ownerId: string | undefined): Promise<void> {
  if (ownerId === undefined) return;
  // Whoever has a mere write grant would otherwise make the record its own.
  if (scope.actor.rowScope !== 'all') throw new AppError('FORBIDDEN', "Only OWNER and ADMIN choose a record's owner.");
  if (!(await scope.isMember(ownerId))) throw notFound('member of this tenant');
}

/** What asks tenants whether a user belongs to the caller's tenant. */
export function memberCheck(
  { rpcClient }: Pick<SubgraphRuntime<unknown>, 'rpcClient'>,
  { tenantId }: Identity,
  requestId: string,
): OwnerScope['isMember'] {
  return async (userId) => {
    const asked = { tenantId: tenantId ?? '', userIds: [userId] };
    const { userIds } = await rpcClient(MembershipsDefinition, 'tenants').filterMembers(asked, { requestId });
    return userIds.includes(userId);
  };
}
