import type { Connection } from '@tessera/subgraph';
import type {
  Customer as CustomerRow,
  Deal as DealRow,
  Interaction as InteractionRow,
  Lead as LeadRow,
  Pipeline as PipelineRow,
  PipelineStage as PipelineStageRow,
  RecordGrant as RecordGrantRow,
} from '../../../prisma/crm/client/client.ts';

/** What a resolver's parent really is: `FooRow` stands for the GraphQL type `Foo` (tools/codegen/mappers.ts). */
export type { CustomerRow, DealRow, InteractionRow, LeadRow, PipelineRow, PipelineStageRow, RecordGrantRow };

export type CustomerConnectionRow = Connection<CustomerRow>;
export type DealConnectionRow = Connection<DealRow>;
export type InteractionConnectionRow = Connection<InteractionRow>;
export type LeadConnectionRow = Connection<LeadRow>;
export type PipelineConnectionRow = Connection<PipelineRow>;
export type PipelineStageConnectionRow = Connection<PipelineStageRow>;
export type RecordGrantConnectionRow = Connection<RecordGrantRow>;

/** A user or tenant is known here by its id alone. */
export interface UserRow {
  readonly id: string;
}
export interface TenantRow {
  readonly id: string;
}
/** A tenant's, by its id. */
export interface TenantLimitsRow {
  readonly id: string;
}

export interface LeadConversionRow {
  readonly lead: LeadRow;
  readonly customer: CustomerRow;
  readonly deal: DealRow;
}
