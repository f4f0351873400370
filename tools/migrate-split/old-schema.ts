/** A table of the old database. */
export type OldTable = 'users' | 'companies' | 'user_companies';

/** One row as text, by column, as the old database prints it with its clock at UTC. */
export type OldRow = Readonly<Record<string, string | null>>;

interface TableShape {
  /** What rows are ordered by; the first tells a row in reports. */
  readonly key: readonly string[];
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

export const OLD_TABLES: readonly OldTable[] = ['users', 'companies', 'user_companies'];

/** What is moved. Any other column stays in the backup alone (docs/migrate-split.md). */
export const OLD_SCHEMA: Readonly<Record<OldTable, TableShape>> = {
  users: {
    key: ['id'],
    required: ['id', 'email', 'password_hash'],
    optional: ['first_name', 'last_name', 'phone', 'role', 'is_active', 'created_at', 'updated_at'],
  },
  companies: {
    key: ['id'],
    required: ['id', 'name', 'email'],
    optional: ['slug', 'phone', 'country', 'website', 'created_at', 'updated_at'],
  },
  user_companies: {
    key: ['user_id', 'company_id'],
    required: ['user_id', 'company_id', 'role'],
    optional: ['created_at'],
  },
};

/** Rows that are read, written and remembered together. */
export const BATCH = 500;

/** How reports name a row: `17`, or `17 in 4` for a membership. */
export function oldIdOf(table: OldTable, row: OldRow): string {
  return OLD_SCHEMA[table].key.map((column) => row[column] ?? '?').join(' in ');
}
