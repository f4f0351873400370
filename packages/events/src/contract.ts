/** What one table announces. Column names are the database's (snake_case), not Prisma's. */
export interface AnnouncedTable {
  /** The entity's name in the graph, e.g. `Customer`. One table an entity. */
  readonly entity: string;
  /** Columns copied into every event of this table. Never a credential: events are read by other services. */
  readonly columns: readonly string[];
  /** The column that holds the tenant, `tenant_id` when left out; null for a platform table. */
  readonly tenantColumn?: string | null;
  /** The column that identifies the row within its tenant, `id` when left out. */
  readonly idColumn?: string;
}

/** The tables of one service's database that announce their changes, by table name. */
export type EventContract = Readonly<Record<string, AnnouncedTable>>;
