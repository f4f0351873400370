import { randomInt } from 'node:crypto';
import { v7 } from 'uuid';
import { createTestDatabase, type TestDatabase } from '@tessera/testkit';

/** A service whose log is followed: one table with everything that projections look at. */
export interface Source extends AsyncDisposable {
  readonly database: TestDatabase;
  /** Random inserts, changes, soft deletions and deletions in one transaction; now and then it is rolled back. */
  writeSome(tenantIds: readonly string[]): Promise<void>;
}

export async function createSource(): Promise<Source> {
  const database = await createTestDatabase('superadmin');
  await database.sql(`CREATE TABLE deals (tenant_id uuid NOT NULL, id uuid NOT NULL, title text NOT NULL,
    amount_minor bigint NOT NULL, currency text NOT NULL, status text NOT NULL, deleted_at timestamptz,
    PRIMARY KEY (tenant_id, id))`);
  await database.sql(`SELECT tessera.announce('public.deals', 'Deal',
    ARRAY['title', 'amount_minor', 'currency', 'status', 'deleted_at'])`);
  return {
    database,
    writeSome: async (tenantIds) => {
      const tenantId = tenantIds[randomInt(tenantIds.length)]!;
      const pause = `pg_sleep(${randomInt(15) / 1_000})`;
      const statements = Array.from({ length: 1 + randomInt(4) }, () => statement(tenantId));
      const end = randomInt(10) === 0 ? 'ROLLBACK' : 'COMMIT';
      // One message: the pool gives it to one connection.
      await database.sql(`BEGIN; ${statements.join('; ')}; SELECT ${pause}; ${end}`);
    },
    [Symbol.asyncDispose]: () => database.drop(),
  };
}

function statement(tenantId: string): string {
  const some = `(tenant_id, id) = (SELECT tenant_id, id FROM deals WHERE tenant_id = '${tenantId}' ORDER BY random() LIMIT 1)`;
  const status = ['OPEN', 'WON', 'LOST'][randomInt(3)];
  switch (randomInt(6)) {
    case 0:
      return `UPDATE deals SET deleted_at = now() WHERE ${some}`;
    case 1:
      return `DELETE FROM deals WHERE ${some}`;
    case 2:
      return `UPDATE deals SET status = '${status}', amount_minor = ${randomInt(10_000)}, deleted_at = NULL WHERE ${some}`;
    default:
      return `INSERT INTO deals VALUES ('${tenantId}', '${v7()}', 'A deal', ${randomInt(10_000)}, 'CHF', '${status}')`;
  }
}
