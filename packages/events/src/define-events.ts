import type { AnnouncedTable, EventContract } from './contract.ts';

const IDENTIFIER = /^[a-z_][a-z0-9_]*$/;
const ENTITY = /^[A-Z][A-Za-z0-9]*$/;
/** Names that columns with credentials carry. `prompt_tokens` is a count, `refresh_token` is not. */
const CREDENTIAL = /password(?!_changed)|passphrase|secret|private_key|credential|(^|_)(token|hash|salt|otp)$/;

/**
 * Declares what a service announces, checked when the module loads.
 * @throws when two tables share an entity, a name is not an identifier, or a column looks like a credential
 */
export function defineEvents<const C extends EventContract>(contract: C): C {
  const entities = new Set<string>();
  for (const [table, announced] of Object.entries<AnnouncedTable>(contract)) {
    const problem = problemWith(table, announced, entities);
    if (problem) throw new Error(`contract/events.ts, ${table}: ${problem}`);
    entities.add(announced.entity);
  }
  return contract;
}

function problemWith(table: string, announced: AnnouncedTable, taken: ReadonlySet<string>): string | null {
  const { entity, columns, tenantColumn, idColumn } = announced;
  const names = [table, ...columns, ...[tenantColumn, idColumn].filter((name) => typeof name === 'string')];
  const malformed = names.find((name) => !IDENTIFIER.test(name));
  if (malformed !== undefined) return `"${malformed}" is not the name of a table or column (snake_case).`;
  if (!ENTITY.test(entity)) return `"${entity}" is not the name of an entity (PascalCase).`;
  if (taken.has(entity)) return `the entity ${entity} is already announced by another table.`;
  if (columns.length === 0) return 'lists no columns.';
  if (new Set(columns).size < columns.length) return 'lists a column twice.';
  const credential = columns.find((name) => CREDENTIAL.test(name));
  if (credential !== undefined) return `"${credential}" looks like a credential; the log is read by other services.`;
  return null;
}

/**
 * The SQL that makes a database announce exactly what the contract says. Run it as the owner at each migration: a table
 * or column that is new to the contract has its standing rows recorded, one that was dropped falls silent.
 */
export function announceSql(contract: EventContract): string {
  const calls = Object.entries(contract).map(([table, announced]) => {
    const columns = `ARRAY[${announced.columns.map(literal).join(', ')}]`;
    const tenant = announced.tenantColumn === null ? 'NULL' : literal(announced.tenantColumn ?? 'tenant_id');
    const id = literal(announced.idColumn ?? 'id');
    return `SELECT tessera.announce('public.${table}', ${literal(announced.entity)}, ${columns}, ${tenant}, ${id});`;
  });
  const entities = Object.values(contract).map((announced) => literal(announced.entity));
  return [`SELECT tessera.announce_only(ARRAY[${entities.join(', ')}]::text[]);`, ...calls, ''].join('\n');
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
