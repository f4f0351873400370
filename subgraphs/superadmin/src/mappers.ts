import type { Connection } from '@tessera/subgraph';
import type { AuditEntry, Follower, RegisteredService } from '../../../prisma/superadmin/client/client.ts';
import type { CountDifference } from './domain/compare-counts.ts';
import type { Freshness } from './domain/freshness.ts';
import type { MonthRevenue, TenantFigures } from './domain/summaries.ts';

/** What a resolver's parent really is, by GraphQL type: `FooRow` stands for `Foo` (codegen.ts reads these names). */
export type {
  AuditEntry as AuditEntryRow,
  ConfigEntry as ConfigEntryRow,
  Follower as FollowerRow,
  RateLimit as RateLimitRow,
} from '../../../prisma/superadmin/client/client.ts';

export type AuditConnectionRow = Connection<AuditEntry>;
export type TenantSummaryConnectionRow = Connection<TenantSummaryRow>;
export type ProjectionDifferenceRow = CountDifference;

/** Tenants and users live elsewhere; here they are no more than their ids. */
export interface TenantRow {
  readonly id: string;
}
export interface UserRow {
  readonly id: string;
}

interface Count {
  readonly service: string;
  readonly entity: string;
  readonly count: number;
}

export interface TenantSummaryRow extends TenantFigures, Freshness {
  /** The tenant's. */
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly status: string;
  readonly records: Count[];
  /** By month, and within one by currency. */
  readonly revenueByMonth: MonthRevenue[];
}

export interface ServiceSummaryRow extends Freshness {
  readonly service: string;
  readonly records: number;
  readonly tenants: number;
  readonly recordsPerTenant: number;
  readonly entities: Count[];
}

export interface RegisteredServiceRow extends RegisteredService {
  readonly follower: Follower | null;
}

export interface AuditChainReportRow {
  readonly tenantId: string;
  readonly intact: boolean;
  readonly entries: number;
  readonly checked: number;
  readonly checkedThrough: number;
  readonly brokenAt: number | null;
  readonly reason: string | null;
}

export interface ProjectionReportRow {
  readonly service: string;
  readonly matches: boolean;
  readonly differences: CountDifference[];
  readonly compared: number;
  readonly checkedAt: Date;
}
