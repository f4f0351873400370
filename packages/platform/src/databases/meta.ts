import type pg from 'pg';

/** The note that holds the fingerprint of the root key that what the database holds is sealed with. */
export const ROOT_NOTE = 'root';

/** A note that this module or the seeding left in the database, or null. */
export async function readMeta(client: pg.Client, key: string): Promise<string | null> {
  const { rows } = await client.query<{ value: string }>('SELECT value FROM tessera.meta WHERE key = $1', [key]);
  return rows[0]?.value ?? null;
}

export async function writeMeta(owner: pg.Client, key: string, value: string): Promise<void> {
  await owner.query(
    'INSERT INTO tessera.meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value',
    [key, value],
  );
}
