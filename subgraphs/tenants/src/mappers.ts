import type { Connection } from '@tessera/subgraph';
import type { Client, Invitation, Membership, Notification, Tenant } from '../../../prisma/tenants/client/client.ts';

/** What a resolver's parent really is, by GraphQL type: `FooRow` stands for `Foo` (codegen.ts reads these names). */
export type {
  Client as ClientRow,
  Company as CompanyRow,
  Invitation as InvitationRow,
  Membership as MembershipRow,
  Notification as NotificationRow,
  ProvisioningRun as ProvisioningRunRow,
  ProvisioningStep as ProvisioningStepRow,
  Tenant as TenantRow,
  TenantService as TenantServiceRow,
  UserProfile as UserProfileRow,
} from '../../../prisma/tenants/client/client.ts';

export type ClientConnectionRow = Connection<Client>;
export type InvitationConnectionRow = Connection<Invitation>;
export type MembershipConnectionRow = Connection<Membership>;
export type NotificationConnectionRow = Connection<Notification>;
export type TenantConnectionRow = Connection<Tenant>;

/** A user lives in auth; here it is no more than its id. */
export interface UserRow {
  readonly id: string;
}

/** A membership that has ended; its row is gone. */
export interface RemovedMemberRow {
  readonly id: string;
  readonly userId: string;
}

/** A tenant's, by its id. */
export interface TenantLimitsRow {
  readonly id: string;
}
