import pg from 'pg';
import { adminConfig, serverFromUrl } from '@tessera/platform';
import { eventually, testServerUrl } from '@tessera/testkit';

/** A commit to be stopped at: of transactions that write such a row. */
export interface Step {
  readonly service: 'auth' | 'tenants';
  readonly table: string;
  readonly event: 'INSERT' | 'UPDATE';
  /** Of the row as it is written, for example `NEW.state = 'ACTIVE'`. */
  readonly when: string;
}

/** Transactions that have done all their work and are about to commit, and wait. */
export interface StoppedCommits {
  /** Lets them commit. Whoever asked for them hears nothing, when it is gone by then. */
  commit(): Promise<void>;
  /** Rolls them back, as the server does when it notices that whoever asked is gone. */
  rollBack(): Promise<void>;
}

const LOCK = [4_711, 1] as const;

/** One service's database, looked at and held up past every policy. */
export interface Database extends AsyncDisposable {
  sql<Row extends object = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** From here on commits of the step wait; resolves once so many do. */
  stopAt(step: Step, count: number): Promise<{ readonly stopped: Promise<StoppedCommits> }>;
}

/** A trigger that is deferred runs within COMMIT: what it waits for separates a transaction's work from its end. */
export async function openServiceDatabase(databasePrefix: string, service: string): Promise<Database> {
  const client = new pg.Client(adminConfig(serverFromUrl(testServerUrl()), `${databasePrefix}_${service}`));
  await client.connect();
  const sql = async <Row extends object>(text: string, values: readonly unknown[] = []) =>
    (await client.query<Row>(text, [...values])).rows;
  await sql(`
    CREATE OR REPLACE FUNCTION public.wait_for_test() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM pg_advisory_xact_lock(${LOCK[0]}, ${LOCK[1]});
      RETURN NULL;
    END $$`);

  const waiting = async () => {
    const rows = await sql<{ pid: number }>(
      `SELECT pid FROM pg_locks JOIN pg_database ON pg_database.oid = database AND datname = current_database()
       WHERE locktype = 'advisory' AND classid = $1 AND objid = $2 AND NOT granted`,
      LOCK,
    );
    return rows.map(({ pid }) => pid);
  };
  const pass = async (table: string) => {
    await sql('SELECT pg_advisory_unlock($1, $2)', LOCK);
    await eventually(async () => (await waiting()).length === 0);
    await sql(`DROP TRIGGER stop_for_test ON ${table}`);
  };

  return {
    sql,
    async stopAt({ table, event, when }, count) {
      await sql('SELECT pg_advisory_lock($1, $2)', LOCK);
      await sql(`
        CREATE CONSTRAINT TRIGGER stop_for_test AFTER ${event} ON ${table} DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (${when}) EXECUTE FUNCTION public.wait_for_test()`);
      const find = async (): Promise<StoppedCommits> => {
        const areStopped = async () => (await waiting()).length >= count;
        await eventually(areStopped, { describe: () => `${count} commits did not come to ${when}.` });
        return {
          commit: () => pass(table),
          async rollBack() {
            await sql('SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS pid', [await waiting()]);
            await pass(table);
          },
        };
      };
      return { stopped: find() };
    },
    [Symbol.asyncDispose]: () => client.end(),
  };
}
